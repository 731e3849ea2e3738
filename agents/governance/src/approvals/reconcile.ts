import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Stored } from '@sremesh/mesh';
import { isConflict } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ApprovalRecord } from '../records.ts';
import { expireIfOverdue, settle } from './settle.ts';

/** Replicas look at different moments: each pause is between half of this and all of it. */
const longestPauseMs = 4000;
/** Settled approvals are kept this long for those who look them up; the event log keeps them for good. */
const keptMs = 7 * 24 * 3_600_000;

/** Again and again until the signal aborts; `done` resolves then. */
export function startReconciling(deps: GovernanceDeps, signal: AbortSignal): { done: Promise<void> } {
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await reconcile(deps);
      } catch (error) {
        deps.log.warn(
          { err: error },
          `looking over the approvals failed and is tried again: ${errorMessage(error)}`,
        );
      }
      await delay(longestPauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    }
  };
  return { done: loop() };
}

/** One look over all approvals: expires the overdue, settles the decided that nobody has been told of. */
async function reconcile(deps: GovernanceDeps): Promise<void> {
  const open: Stored<ApprovalRecord>[] = [];
  for await (const { value, revision } of deps.approvals.entries()) {
    if (value.settledAt === null) open.push({ value, revision });
    else if (Date.now() - Date.parse(value.settledAt) > keptMs) await deps.approvals.delete(value.id);
  }
  for (const stored of open) {
    try {
      await settle(deps, await expireIfOverdue(deps, stored));
    } catch (error) {
      if (isConflict(error)) continue;
      const { id, incident } = stored.value;
      deps.log.warn(
        { err: error, approval: id, incident },
        `settling an approval failed: ${errorMessage(error)}`,
      );
    }
  }
}
