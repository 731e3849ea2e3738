import type { ToolHandlers, ToolOutput } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import { registerProposal } from '@sremesh/policy';
import { decide } from '@sremesh/policy/engine';
import { ceilingOf } from '../access/ceiling.ts';
import { approvalIdOf, requestApproval } from '../approvals/request.ts';
import { isVoid, supersede } from '../approvals/void.ts';
import { createOrGet } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import { measure } from '../policy/impact.ts';
import { situationOf } from '../policy/situation.ts';
import type { ProposalRecord } from '../records.ts';

type ProposeChange = NonNullable<ToolHandlers['propose_change']>;

/** Registers a change, decides on it, and asks for the approval it needs. Again, it answers what was decided first. */
export function proposeChange(deps: GovernanceDeps): ProposeChange {
  return async ({ incident, change }, call) => {
    onlyCaller(call, 'reasoning', 'propose_change');
    const { tenant, traceparent } = call;
    const measured = await measure(deps, change, call, call.signal);
    const proposal = registerProposal(change, { tenant, incident }, measured);
    const situation = await situationOf(deps, { ...call, incident }, proposal, call.signal);
    const {
      decision,
      reason: decided,
      policies,
      requiredRole,
      requiredApprovals,
    } = decide(deps.policy, proposal, situation);
    const { why } = ceilingOf(deps);
    const reason = decision === 'proposal_only' && why !== null ? `${decided}; ${why}` : decided;
    const { value: record } = await createOrGet<ProposalRecord>(deps.proposals, proposal.id, {
      tenant,
      incident,
      proposal,
      decision,
      reason,
      requiredRole,
      requiredApprovals: requiredApprovals === 2 ? 2 : 1,
      policies,
      evidence: situation.evidence,
      ...(call.principal === undefined ? {} : { human: call.principal }),
      approvalId: requiredRole === null ? null : approvalIdOf(proposal),
      proposedBy: [call.caller, ...(call.principal === undefined ? [] : [call.principal.name])],
      proposedAt: new Date().toISOString(),
    });
    if (await isVoid(deps, record)) return refuseVoid(deps, record);
    await supersede(deps, record);
    await tell(deps, record, traceparent);
    logFor(deps.log, { ...call, incident }).info(
      { proposal: proposal.id, digest: proposal.digest, decision: record.decision, why: record.reason },
      'change proposed',
    );
    return answerOf(record);
  };
}

const answerOf = ({
  proposal,
  decision,
  approvalId,
  reason,
}: ProposalRecord): ToolOutput<'propose_change'> => ({
  proposalId: proposal.id,
  digest: proposal.digest,
  decision,
  approvalId,
  reason,
});

/** A change whose approval is void is not asked for again: people decided on it, and it was given up. */
async function refuseVoid(
  deps: GovernanceDeps,
  record: ProposalRecord,
): Promise<ToolOutput<'propose_change'>> {
  const { tenant, incident, proposal } = record;
  const reason = `${incident} proposed this before, then another change; it would have to be a new one`;
  await deps.mesh.emit('refused', { reason }, { id: `${incident}:refused:${proposal.id}`, incident, tenant });
  return { ...answerOf(record), decision: 'refused', approvalId: null, reason };
}

async function tell(deps: GovernanceDeps, record: ProposalRecord, traceparent: string): Promise<void> {
  const { tenant, incident, proposal, decision, reason, requiredRole } = record;
  const key = (type: string) => ({ id: `${incident}:${type}:${proposal.id}`, incident, tenant });
  await deps.mesh.emit('proposed', { proposal, decision, reason }, key('proposed'));
  if (decision === 'refused') await deps.mesh.emit('refused', { reason }, key('refused'));
  if (requiredRole !== null) await requestApproval(deps, { ...record, requiredRole }, traceparent);
}
