import { setTimeout as delay } from 'node:timers/promises';
import { clockToleranceMs } from '@sremesh/policy';
import { judgeStep } from '@sremesh/policy/engine';
import { whySuperseded } from '../approvals/void.ts';
import type { GovernanceDeps } from '../deps.ts';
import { situationAgain } from '../policy/situation.ts';
import type { ProposalRecord } from '../records.ts';
import { grantIdOf, type GrantKey } from './issue.ts';

type Deps = Pick<
  GovernanceDeps,
  'allowUnenforced' | 'approvals' | 'newest' | 'grants' | 'kafka' | 'mesh' | 'mode' | 'policy'
>;

/** Why this may not be granted, saying what would have had to be true; null where it may. Policy is asked anew. */
export async function whyNot(
  deps: Deps,
  record: ProposalRecord,
  key: GrantKey,
  signal: AbortSignal,
): Promise<string | null> {
  if (record.decision === 'refused' || record.decision === 'proposal_only')
    return `the proposal was ${record.decision}: ${record.reason}`;
  const superseded = await whySuperseded(deps, record);
  if (superseded !== null) return superseded;
  const approval = await approvalOf(deps, record);
  const situation = await situationAgain(deps, record, signal);
  const { allowed, reason } = judgeStep(deps.policy, record.proposal.steps, key, {
    ...situation,
    approvals: approval.count,
  });
  if (!allowed) return approval.lacking === null ? reason : `${reason}; ${approval.lacking}`;
  return approval.lacking ?? (await outOfOrder(deps, key)) ?? (await earlierAttemptLives(deps, key, signal));
}

/**
 * How many people approved exactly this change. `lacking` says what an approval that was asked for would have to be; it
 * binds even where policies have since become more lenient.
 */
async function approvalOf(
  deps: Deps,
  { proposal, approvalId }: ProposalRecord,
): Promise<{ count: number; lacking: string | null }> {
  if (approvalId === null) return { count: 0, lacking: null };
  const approval = (await deps.approvals.get(approvalId))?.value;
  const lacks = (lacking: string) => ({ count: 0, lacking });
  if (approval === undefined) return lacks(`approval ${approvalId} would have to be there`);
  if (approval.status !== 'approved')
    return lacks(`approval ${approval.id} would have to be approved; it is ${approval.status}`);
  if (approval.digest !== proposal.digest) return lacks(`approval ${approval.id} is for another digest`);
  const people = approval.decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by);
  return { count: new Set(people).size, lacking: null };
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
