import type { GovernanceDeps } from '../deps.ts';
import { inTurns } from '../in-turns.ts';
import type { ProposalRecord } from '../records.ts';
import { settle } from './settle.ts';

const newestKey = ({ tenant, incident }: ProposalRecord): string => `${tenant}.${incident}`;

/**
 * Makes a proposal the newest of its incident: the approval of the one before becomes void, whatever was decided on it.
 * Voided first, then pointed at, so that a death in between is completed by the same proposal coming again.
 */
export function supersede(deps: GovernanceDeps, record: ProposalRecord): Promise<void> {
  const { proposal, approvalId } = record;
  return inTurns(async () => {
    const stored = await deps.newest.get(newestKey(record));
    if (stored?.value.proposalId === proposal.id) return;
    const before = stored?.value.approvalId ?? null;
    if (before !== null) await voidApproval(deps, before, proposal.digest);
    const newest = { proposalId: proposal.id, digest: proposal.digest, approvalId };
    if (stored === undefined) await deps.newest.create(newestKey(record), newest);
    else await deps.newest.update(newestKey(record), newest, stored.revision);
  });
}

/** Why a proposal does not count any more; null where it is the newest of its incident. */
export async function whySuperseded(
  { newest }: Pick<GovernanceDeps, 'newest'>,
  record: ProposalRecord,
): Promise<string | null> {
  const last = (await newest.get(newestKey(record)))?.value;
  return last === undefined || last.proposalId === record.proposal.id
    ? null
    : `${record.incident} has proposed another change since (${last.digest})`;
}

/** Whether a change that is proposed again was given up for another in between; a void approval stays so. */
export const isVoid = async (
  { approvals }: Pick<GovernanceDeps, 'approvals'>,
  { approvalId }: ProposalRecord,
): Promise<boolean> => approvalId !== null && (await approvals.get(approvalId))?.value.status === 'voided';

function voidApproval(deps: GovernanceDeps, id: string, digest: string): Promise<void> {
  return inTurns(async () => {
    const stored = await deps.approvals.get(id);
    const status = stored?.value.status;
    if (stored === undefined || (status !== 'pending' && status !== 'approved')) return;
    const value = {
      ...stored.value,
      status: 'voided' as const,
      reason: `the incident proposed another change (${digest})`,
      settledAt: null,
    };
    await settle(deps, { value, revision: await deps.approvals.update(id, value, stored.revision) });
  });
}
