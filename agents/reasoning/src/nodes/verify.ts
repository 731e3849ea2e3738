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
      { from: run.appliedAt, withinMs: verification.withinMs },
      signalOf(config),
    );
    const { ok, keep, reason } = result;
    const readings = result.readings.slice(-readingsReported);
    await deps.mesh.emit('verified', { step, direction, ok, readings, reason }, key);
    return { verified: ok ? 'held' : keep ? 'kept' : 'failed', run: { ...run, reason } };
  };
}

/** What watching a predicate came to. */
interface Watched {
  ok: boolean;
  /** Undoing would harm: all is where it should be, though not getting better; or nothing at all could be read. */
  keep: boolean;
  readings: Reading[];
  reason: string;
}

/**
 * Reads until the predicate holds over its window (`ok`), its time is up, or its levels do not hold when they should.
 * `from` is in epoch milliseconds.
 */
export async function watch(
  deps: NodeDeps,
  state: IncidentState,
  verification: Verification,
  { from, withinMs }: { from: number; withinMs: number },
  signal: AbortSignal,
): Promise<Watched> {
  const samples: Sample[] = [];
  const readings: Reading[] = [];
  const { levelsWithinMs = withinMs } = verification;
  let keep = true;
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
      keep = verdict.levelsHold;
      if (verdict.holds) return { ok: true, keep, readings, reason };
      if (!verdict.holdsNow && Date.now() >= from + levelsWithinMs)
        return { ok: false, keep, readings, reason };
    } catch (error) {
      signal.throwIfAborted();
      reason = `it could not be read: ${errorMessage(error)}`;
    }
    if (Date.now() >= from + withinMs) return { ok: false, keep, readings, reason };
    await delay(Math.max(0, startedAt + readEveryMs - Date.now()), undefined, { signal });
  }
}
