import { MeshError, type ApprovalDecision, type Approver } from '@sremesh/contracts';
import type { Stored } from '@sremesh/mesh';
import type { GovernanceDeps } from '../deps.ts';
import { inTurns } from '../in-turns.ts';
import type { ApprovalRecord } from '../records.ts';
import { expireIfOverdue, settle } from './settle.ts';

/** What a proven person decided. */
export interface TakenDecision extends Pick<ApprovalDecision, 'decision' | 'reason'> {
  digest: string;
  by: Approver;
}

/**
 * Adds a person's decision to an approval, once: a denial ends it, enough different people approve it. The same person
 * and decision again change nothing. Throws MESH_CONFLICT where it contradicts what is so already, MESH_EXPIRED where it
 * comes too late, MESH_PERMISSION_DENIED for who proposed the change.
 */
export const recordDecision = (
  deps: GovernanceDeps,
  id: string,
  taken: TakenDecision,
): Promise<Stored<ApprovalRecord>> =>
  inTurns(
    async () => {
      const stored = await deps.approvals.get(id);
      if (stored === undefined)
        throw new MeshError('MESH_NOT_FOUND', `id: there is no approval ${id} any more`);
      return recordOnce(deps, await expireIfOverdue(deps, stored), taken);
    },
    (error) => error instanceof Contradiction,
  );

async function recordOnce(
  deps: GovernanceDeps,
  current: Stored<ApprovalRecord>,
  { decision, digest, reason, by }: TakenDecision,
): Promise<Stored<ApprovalRecord>> {
  const { id, status, expiresAt, decisions, requiredApprovals, proposedBy } = current.value;
  if (proposedBy.includes(by.name))
    throw new MeshError('MESH_PERMISSION_DENIED', `proof.approver: ${by.name} proposed the change`, {
      remedy: 'Nobody approves what they proposed; ask somebody else.',
    });
  if (digest !== current.value.digest)
    throw new Contradiction(
      `digest: ${id} is for a proposal with another digest`,
      'Look at the proposal again; decide on the digest it has now.',
    );
  const wanted = decision === 'approve' ? 'approved' : 'denied';
  const own = decisions.find((one) => one.by === by.name);
  if (status === wanted || (status === 'pending' && own?.decision === decision)) return current;
  if (status === 'expired') {
    await settle(deps, current);
    throw new MeshError('MESH_EXPIRED', `${id} expired at ${expiresAt}`, {
      remedy: 'An expired approval stays so; the incident was told.',
    });
  }
  if (status !== 'pending')
    throw new Contradiction(`${id} is ${status} already: ${endOf(current.value)}`, 'A decision is final.');
  const at = new Date().toISOString();
  const all = [...decisions.filter((one) => one !== own), { by: by.name, decision, at, reason }];
  const enough = all.filter((one) => one.decision === 'approve').length >= requiredApprovals;
  const settled = decision === 'deny' || enough;
  const decided: ApprovalRecord = {
    ...current.value,
    decisions: all,
    ...(settled ? { status: enough ? 'approved' : 'denied', decidedAt: at, decidedBy: by.name, reason } : {}),
  };
  return { value: decided, revision: await deps.approvals.update(id, decided, current.revision) };
}

const endOf = ({ decidedBy, reason }: ApprovalRecord): string =>
  [decidedBy === undefined ? '' : `by ${decidedBy}`, reason ?? ''].filter((part) => part !== '').join(', ');

/** A conflict with what is already so; trying again cannot help. */
class Contradiction extends MeshError {
  constructor(message: string, remedy: string) {
    super('MESH_CONFLICT', message, { remedy });
  }
}
