import { MeshError, type ToolHandlers } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import { recordDecision } from '../approvals/record-decision.ts';
import { settle } from '../approvals/settle.ts';
import { toApproval } from '../approvals/show.ts';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import { checkProof } from '../proofs/check.ts';

type DecideApproval = NonNullable<ToolHandlers['decide_approval']>;

/** Takes a person's decision on their own proof, then tells it. Whom the gateway says it calls for counts for nothing. */
export function decideApproval(deps: GovernanceDeps): DecideApproval {
  return async ({ id, decision, digest, reason, proof }, call) => {
    onlyCaller(call, 'gateway', 'decide_approval');
    const { tenant } = call;
    const approval = (await deps.approvals.get(id))?.value;
    if (approval?.tenant !== tenant)
      throw new MeshError('MESH_NOT_FOUND', `id: tenant ${tenant} has no approval ${JSON.stringify(id)}`, {
        remedy: 'list_approvals shows those there are.',
      });
    const by = await checkProof(deps, proof, {
      purpose: 'decide_approval',
      tenant,
      subject: id,
      role: approval.requiredRole,
      decision: { decision, digest, reason },
    });
    const decided = await recordDecision(deps, id, { decision, digest, reason, by });
    await settle(deps, decided);
    const { incident, status } = decided.value;
    logFor(deps.log, { ...call, incident }).info(
      { audit: true, approval: id, digest, decision, status, by: by.name },
      'approval decided',
    );
    return { approval: toApproval(decided.value) };
  };
}
