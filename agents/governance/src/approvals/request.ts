import type { Proposal } from '@sremesh/contracts';
import { createOrGet } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ApprovalRecord, ProposalRecord } from '../records.ts';
import { toApproval } from './show.ts';

/** One proposal has one approval. */
export const approvalIdOf = ({ id }: Pick<Proposal, 'id'>): string => id.replace(/^prop-/, 'appr-');

/** Records that a person is asked, then tells it. */
export async function requestApproval(
  deps: GovernanceDeps,
  record: ProposalRecord & { requiredRole: ApprovalRecord['requiredRole'] },
  traceparent: string,
): Promise<void> {
  const { tenant, incident, proposal, requiredRole, requiredApprovals, proposedBy } = record;
  const id = approvalIdOf(proposal);
  const now = Date.now();
  const { value } = await createOrGet<ApprovalRecord>(deps.approvals, id, {
    id,
    tenant,
    incident,
    status: 'pending',
    proposal,
    digest: proposal.digest,
    requiredRole,
    requiredApprovals,
    decisions: [],
    requestedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + deps.approvalTtlMs).toISOString(),
    proposedBy,
    traceparent,
    told: 0,
    settledAt: null,
  });
  const { proposal: _, ...approval } = toApproval(value);
  await deps.mesh.emit(
    'approval_requested',
    { approval },
    { id: `${incident}:approval_requested:${id}`, incident, tenant },
  );
}
