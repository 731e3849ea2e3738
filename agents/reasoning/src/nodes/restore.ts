import { interrupt } from '@langchain/langgraph';
import { contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';
import { watch } from './verify.ts';
import { firstRun, runOf } from '../step-run.ts';

/** Pause before a check: short at first, then longer, because catching up can take hours. */
const pauseMs = (checks: number): number => Math.min(30_000, 2000 + 250 * checks);

/** Hands the next look at the restore's condition to whichever replica is there when it is due. */
export function scheduleRestore(deps: NodeDeps): Node {
  return async (state) => {
    const { incident, restoreChecks } = state;
    await deps.mesh.handOff(
      'advance_incident',
      { incident, resume: { awaited: 'restore' } },
      contextOf(state),
      {
        id: `${incident}:restore:${restoreChecks}`,
        notBefore: new Date(Date.now() + pauseMs(restoreChecks)),
      },
    );
    return { restoreChecks: restoreChecks + 1 };
  };
}

/** Waits until the look is due, then looks: `verified` says whether the old value may come back. */
export function awaitRestore(deps: NodeDeps): Node {
  return async (state, config) => {
    interrupt({ awaited: 'restore' });
    const index = runOf(state).index + 1;
    const when = state.change?.steps[index]?.when;
    if (when === undefined) return { verified: 'held', run: firstRun(index, 'forward') };
    const { ok } = await watch(
      deps,
      state,
      when,
      { from: Date.now(), withinMs: when.windowMs },
      signalOf(config),
    );
    return ok ? { verified: 'held', run: firstRun(index, 'forward') } : { verified: 'failed' };
  };
}
