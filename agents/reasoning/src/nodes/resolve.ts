import { contextOf } from '../tools.ts';
import type { Node, NodeDeps } from './node.ts';
import { runOf } from '../step-run.ts';

/** The remedy helped. */
export function resolve(deps: NodeDeps): Node {
  return async (state) => {
    const { incident, tenant } = state;
    await deps.mesh.emit('resolved', { reason: runOf(state).reason }, { incident, tenant });
    await handOffLesson(deps, state);
    return { restoreChecks: 0 };
  };
}

export async function handOffLesson(deps: NodeDeps, state: Parameters<Node>[0]): Promise<void> {
  const { incident } = state;
  await deps.mesh.handOff('write_lesson', { incident }, contextOf(state), { id: `${incident}:lesson` });
}
