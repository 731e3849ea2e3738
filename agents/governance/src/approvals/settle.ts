import type { Stored } from '@sremesh/mesh';
import { isConflict } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ApprovalRecord } from '../records.ts';

/**
 * Tells what was decided on an approval and, once it is settled, hands it to the waiting incident. Any replica, any number
 * of times: every id follows from the approval.
 */
export async function settle(deps: GovernanceDeps, stored: Stored<ApprovalRecord>): Promise<void> {
  const { value } = stored;
  if (!isUntold(value)) return;
  const told = value.decisions.length;
  if (value.status === 'pending') {
    await tellGiven(deps, value);
    return mark(deps, stored, { told });
  }
  await tellDecided(deps, value);
  return mark(deps, stored, { told, settledAt: new Date().toISOString() });
}

/** Whether something was decided that was not told yet. */
const isUntold = ({ status, settledAt, decisions, told }: ApprovalRecord): boolean =>
  status === 'pending' ? told < decisions.length : settledAt === null;

/** The approvals so far, of a change that needs more than one. */
async function tellGiven(deps: GovernanceDeps, approval: ApprovalRecord): Promise<void> {
  const { id: approvalId, tenant, incident, decisions, requiredApprovals, told } = approval;
  for (const [index, decision] of decisions.entries()) {
    if (index < told) continue;
    await deps.mesh.emit(
      'approval_given',
      { approvalId, decision, missing: requiredApprovals - index - 1 },
      { id: `${incident}:approval_given:${approvalId}:${decision.by}`, incident, tenant },
    );
  }
}

async function tellDecided(deps: GovernanceDeps, approval: ApprovalRecord): Promise<void> {
  const {
    id: approvalId,
    tenant,
    incident,
    status,
    decidedBy,
    decisions,
    reason = '',
    traceparent,
  } = approval;
  if (status === 'pending') return;
  // A void approval may have been told as approved before, under the plain id.
  const id = `${incident}:approval_decided:${approvalId}${status === 'voided' ? ':voided' : ''}`;
  await deps.mesh.emit(
    'approval_decided',
    { approvalId, status, decidedBy: decidedBy ?? null, reason, decisions },
    { id, incident, tenant },
  );
  // Nobody waits for a void one: the incident has gone on with another change.
  if (status === 'voided') return;
  if (status === 'denied') {
    const by = decidedBy === undefined ? '' : ` by ${decidedBy}`;
    const why = reason === '' ? '' : `: ${reason}`;
    await deps.mesh.emit('refused', { reason: `Denied${by}${why}` }, { incident, tenant });
  }
  await deps.mesh.handOff(
    'advance_incident',
    { incident, resume: { awaited: 'approval', approvalId, status, reason } },
    { tenant, incident, traceparent },
    { id: `${incident}:approval:${approvalId}` },
  );
}

async function mark(
  deps: GovernanceDeps,
  { value, revision }: Stored<ApprovalRecord>,
  change: Partial<ApprovalRecord>,
): Promise<void> {
  try {
    await deps.approvals.update(value.id, { ...value, ...change }, revision);
  } catch (error) {
    // Another replica was faster, with the same ids; or another person decided, and that is told anew.
    if (!isConflict(error)) throw error;
  }
}

/** Turns a pending approval whose time is up into an expired one; answers the record as it then is. */
export async function expireIfOverdue(
  deps: GovernanceDeps,
  stored: Stored<ApprovalRecord>,
): Promise<Stored<ApprovalRecord>> {
  const { value, revision } = stored;
  if (value.status !== 'pending' || Date.now() <= Date.parse(value.expiresAt)) return stored;
  const expired: ApprovalRecord = {
    ...value,
    status: 'expired',
    reason: `${value.decisions.length === 0 ? 'nobody' : 'too few'} decided by ${value.expiresAt}`,
  };
  return { value: expired, revision: await deps.approvals.update(value.id, expired, revision) };
}
