import { setTimeout as delay } from 'node:timers/promises';
import { clockToleranceMs, decide, judgeStep } from '@sremesh/policy';
import { whySuperseded } from '../approvals/void.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ProposalRecord } from '../records.ts';
import { grantIdOf, type GrantKey } from './issue.ts';

type Deps = Pick<GovernanceDeps, 'approvals' | 'newest' | 'grants' | 'mode'>;

/** Why this may not be granted, saying what would have had to be true; null where it may. Policy is asked anew. */
export async function whyNot(
  deps: Deps,
  record: ProposalRecord,
  key: GrantKey,
  signal: AbortSignal,
): Promise<string | null> {
  if (record.decision === 'refused' || record.decision === 'proposal_only')
    return `the proposal was ${record.decision}: ${record.reason}`;
  const { decision, reason } = decide(record.proposal, deps.mode);
  if (decision === 'refused' || decision === 'proposal_only') return reason;
  const verdict = judgeStep(record.proposal.steps, key.step, key.direction);
  if (!verdict.permitted) return `${verdict.rule}: ${verdict.reason}`;
  return (
    (await whySuperseded(deps, record)) ??
    (decision === 'approval_required' ? await notApproved(deps, record) : null) ??
    (await outOfOrder(deps, key)) ??
    (await earlierAttemptLives(deps, key, signal))
  );
}

async function notApproved(deps: Deps, { proposal, approvalId }: ProposalRecord): Promise<string | null> {
  const approval = approvalId === null ? undefined : (await deps.approvals.get(approvalId))?.value;
  if (approval === undefined) return 'the proposal would have to be approved; nobody was asked';
  if (approval.status !== 'approved')
    return `approval ${approval.id} would have to be approved; it is ${approval.status}`;
  if (approval.digest !== proposal.digest) return `approval ${approval.id} is for another digest`;
  return null;
}

/** Steps go forward one after the other, and not any more once one is being undone; only what went forward is undone. */
async function outOfOrder(deps: Deps, { proposalId, step, direction }: GrantKey): Promise<string | null> {
  const granted = async (index: number, way: GrantKey['direction']): Promise<boolean> =>
    (await deps.grants.get(grantIdOf({ proposalId, step: index, direction: way, attempt: 1 }))) !== undefined;
  if (direction === 'rollback')
    return (await granted(step, 'forward'))
      ? null
      : `step ${step} would have to have been granted before it is undone`;
  for (let index = 0; index <= step; index++) {
    if (index < step && !(await granted(index, 'forward')))
      return `step ${index} would have to have been granted before step ${step}`;
    if (await granted(index, 'rollback'))
      return `step ${index} was undone; the change would have to be proposed anew`;
  }
  return null;
}

/**
 * A new attempt only once the earlier grant is dead by every clock: its expiry, the clock difference action bears with,
 * and the difference there may be. The last bit is waited for, since whoever asks has just learned that it expired.
 */
async function earlierAttemptLives(deps: Deps, key: GrantKey, signal: AbortSignal): Promise<string | null> {
  if (key.attempt === 1) return null;
  const attempt = key.attempt - 1;
  const earlier = await deps.grants.get(grantIdOf({ ...key, attempt }));
  if (earlier === undefined)
    return `attempt ${attempt} would have to have been granted before attempt ${key.attempt}`;
  const { expiresAt } = earlier.value.grant;
  const restMs = Date.parse(expiresAt) + 2 * clockToleranceMs - Date.now();
  if (restMs > 2 * clockToleranceMs)
    return `attempt ${attempt} would have to have expired; it lives until ${expiresAt}`;
  if (restMs > 0) await delay(restMs, undefined, { signal });
  return null;
}
