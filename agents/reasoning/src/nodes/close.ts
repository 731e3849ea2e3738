import type { Node, NodeDeps } from './node.ts';
import { handOffLesson } from './resolve.ts';

/** Says how the incident ends, where governance has not said it already, and hands it to learning. */
export function close(deps: NodeDeps): Node {
  return async (state) => {
    const { incident, tenant, ending } = state;
    if (ending === undefined) throw new TypeError('the incident has no ending');
    const { status, reason } = ending;
    if (status === 'proposal-only') return {};
    if (status !== 'decided-by-governance') await deps.mesh.emit(status, { reason }, { incident, tenant });
    await handOffLesson(deps, state);
    return {};
  };
}
