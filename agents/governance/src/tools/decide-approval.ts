import { MeshError, type Principal, type ToolHandlers, type ToolInput } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import type { Stored } from '@sremesh/mesh';
import { checkApprover } from '../approvals/approver.ts';
import { expireIfOverdue, settle } from '../approvals/settle.ts';
import { toApproval } from '../approvals/show.ts';
import { isConflict } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import type { ApprovalRecord } from '../records.ts';

type DecideApproval = NonNullable<ToolHandlers['decide_approval']>;

/** Lost races against other deciders before giving up. */
const attempts = 5;

/** Takes a person's decision, once and for good, then tells it. */
export function decideApproval(deps: GovernanceDeps): DecideApproval {
  return async (input, call) => {
    onlyCaller(call, 'gateway', 'decide_approval');
    for (let attempt = 1; ; attempt++) {
      const stored = await deps.approvals.get(input.id);
      if (stored === undefined || stored.value.tenant !== call.tenant)
        throw new MeshError(
          'MESH_MESSAGE_INVALID',
          `id: tenant ${call.tenant} has no approval ${JSON.stringify(input.id)}`,
          {
            remedy: 'list_approvals shows those there are.',
          },
        );
      const principal = checkApprover(call.principal, stored.value);
      try {
        const decided = await decideOnce(deps, stored, input, principal);
        await settle(deps, decided);
        const { incident, id, digest, status } = decided.value;
        logFor(deps.log, { ...call, incident }).info(
          { approval: id, digest, status, by: principal.name },
          'approval decided',
        );
        return { approval: toApproval(decided.value) };
      } catch (error) {
        if (!isConflict(error) || error instanceof Contradiction || attempt === attempts) throw error;
      }
    }
  };
}

/** Answers the record with this decision in it. Throws MESH_CONFLICT: raced, or contradicts what is decided already. */
async function decideOnce(
  deps: GovernanceDeps,
  stored: Stored<ApprovalRecord>,
  { decision, digest, reason }: ToolInput<'decide_approval'>,
  principal: Principal,
): Promise<Stored<ApprovalRecord>> {
  const wanted = decision === 'approve' ? 'approved' : 'denied';
  const current = await expireIfOverdue(deps, stored);
  const { id, status, expiresAt, decidedBy } = current.value;
  if (digest !== current.value.digest)
    throw new Contradiction(
      `digest: ${id} is for a proposal with another digest`,
      'Look at the proposal again; decide on the digest it has now.',
    );
  if (status === wanted) return current;
  if (status === 'expired') {
    await settle(deps, current);
    throw new Contradiction(
      `${id} expired at ${expiresAt}`,
      'An expired approval stays so; the incident was told.',
    );
  }
  if (status !== 'pending')
    throw new Contradiction(
      `${id} was ${status} by ${decidedBy ?? 'somebody'} already`,
      'A decision is final.',
    );
  const decided: ApprovalRecord = {
    ...current.value,
    status: wanted,
    decidedAt: new Date().toISOString(),
    decidedBy: principal.name,
    reason,
  };
  return { value: decided, revision: await deps.approvals.update(id, decided, current.revision) };
}

/** A conflict with what is already so; trying again cannot help. */
class Contradiction extends MeshError {
  constructor(message: string, remedy: string) {
    super('MESH_CONFLICT', message, { remedy });
  }
}
