import type { ToolHandlers } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import { decide, registerProposal } from '@sremesh/policy';
import { approvalIdOf, requestApproval } from '../approvals/request.ts';
import { createOrGet } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import type { ProposalRecord } from '../records.ts';

type ProposeChange = NonNullable<ToolHandlers['propose_change']>;

/** Registers a change, decides on it, and asks for the approval it needs. Again, it answers what was decided first. */
export function proposeChange(deps: GovernanceDeps): ProposeChange {
  return async ({ incident, change }, call) => {
    onlyCaller(call, 'reasoning', 'propose_change');
    const { tenant, traceparent } = call;
    const proposal = registerProposal(change, { tenant, incident });
    const { decision, reason, requiredRole } = decide(proposal, deps.mode);
    const { value: record } = await createOrGet<ProposalRecord>(deps.proposals, proposal.id, {
      tenant,
      incident,
      proposal,
      decision,
      reason,
      requiredRole,
      approvalId: requiredRole === null ? null : approvalIdOf(proposal),
      proposedBy: [call.caller, ...(call.principal === undefined ? [] : [call.principal.name])],
      proposedAt: new Date().toISOString(),
    });
    await tell(deps, record, traceparent);
    logFor(deps.log, { ...call, incident }).info(
      { proposal: proposal.id, digest: proposal.digest, decision: record.decision, why: record.reason },
      'change proposed',
    );
    return {
      proposalId: record.proposal.id,
      digest: record.proposal.digest,
      decision: record.decision,
      approvalId: record.approvalId,
      reason: record.reason,
    };
  };
}

async function tell(deps: GovernanceDeps, record: ProposalRecord, traceparent: string): Promise<void> {
  const { tenant, incident, proposal, decision, reason, requiredRole } = record;
  const key = (type: string) => ({ id: `${incident}:${type}:${proposal.id}`, incident, tenant });
  await deps.mesh.emit('proposed', { proposal, decision, reason }, key('proposed'));
  if (decision === 'refused') await deps.mesh.emit('refused', { reason }, key('refused'));
  if (requiredRole !== null) await requestApproval(deps, { ...record, requiredRole }, traceparent);
}
