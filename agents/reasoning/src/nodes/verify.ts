import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, type Reading, type Verification } from '@sremesh/contracts';
import { evaluate, type Sample } from '@sremesh/diagnosis';
import type { IncidentState } from '../state.ts';
import { callReadTool, contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';
import { runOf, stepOf } from '../step-run.ts';

const readEveryMs = 1000;
/** Readings kept in the event; the newest say how it ended. */
const readingsReported = 20;

/**
 * Reads the world back until the step's predicate holds over its window, or its time is up. A rollback is verified by
 * action's own read-back of the pre-state, so it counts as soon as it is applied.
 */
export function verify(deps: NodeDeps): Node {
  return async (state, config) => {
    const run = runOf(state);
    const { incident, tenant } = state;
    const key = { incident, tenant, id: `${incident}:verified:${run.grantId}` };
    const { index: step, direction } = run;
    if (direction === 'rollback') {
      const reason = 'The state before the step was read back.';
      await deps.mesh.emit('verified', { step, direction, ok: true, readings: [], reason }, key);
      return { verified: 'held' };
    }
    const { verify: verification } = stepOf(state);
    const result = await watch(
      deps,
      state,
      verification,
      run.appliedAt + verification.withinMs,
      signalOf(config),
    );
    await deps.mesh.emit(
      'verified',
      { step, direction, ...result, readings: result.readings.slice(-readingsReported) },
      key,
    );
    return {
      verified: result.ok ? 'held' : result.levelsHold ? 'kept' : 'failed',
      run: { ...run, reason: result.reason },
    };
  };
}

/** What watching a predicate came to. */
interface Watched {
  ok: boolean;
  /** At the last reading everything was where it should be, though perhaps not getting better. */
  levelsHold: boolean;
  readings: Reading[];
  reason: string;
}

/** Reads until the predicate holds over its window (`ok`), or `until` (epoch milliseconds) has passed. */
export async function watch(
  deps: NodeDeps,
  state: IncidentState,
  verification: Verification,
  until: number,
  signal: AbortSignal,
): Promise<Watched> {
  const samples: Sample[] = [];
  const readings: Reading[] = [];
  let levelsHold = false;
  for (;;) {
    const startedAt = Date.now();
    let reason: string;
    try {
      samples.push({
        at: startedAt,
        output: await callReadTool(deps.mesh, verification, contextOf(state), signal),
      });
      const verdict = evaluate(verification, samples);
      readings.push({
        at: new Date(startedAt).toISOString(),
        values: verdict.values,
        holds: verdict.holdsNow,
      });
      reason = verdict.reason;
      levelsHold = verdict.levelsHold;
      if (verdict.holds) return { ok: true, levelsHold, readings, reason };
    } catch (error) {
      signal.throwIfAborted();
      reason = `it could not be read: ${errorMessage(error)}`;
    }
    if (Date.now() >= until) return { ok: false, levelsHold, readings, reason };
    await delay(Math.max(0, startedAt + readEveryMs - Date.now()), undefined, { signal });
  }
}
