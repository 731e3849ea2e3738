import type { Stored } from '@sremesh/mesh';
import { isConflict } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ApprovalRecord } from '../records.ts';

/** Tells a decided approval and hands it to the waiting incident. Any replica, any number of times. */
export async function settle(deps: GovernanceDeps, stored: Stored<ApprovalRecord>): Promise<void> {
  const {
    id: approvalId,
    tenant,
    incident,
    status,
    decidedBy,
    reason = '',
    traceparent,
    settledAt,
  } = stored.value;
  if (status === 'pending' || settledAt !== null) return;
  await deps.mesh.emit(
    'approval_decided',
    { approvalId, status, decidedBy: decidedBy ?? null, reason },
    { id: `${incident}:approval_decided:${approvalId}`, incident, tenant },
  );
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
  const settled = { ...stored.value, settledAt: new Date().toISOString() };
  try {
    await deps.approvals.update(approvalId, settled, stored.revision);
  } catch (error) {
    // Another replica was faster, with the same ids.
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
    reason: `nobody decided by ${value.expiresAt}`,
  };
  return { value: expired, revision: await deps.approvals.update(value.id, expired, revision) };
}
