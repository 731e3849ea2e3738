import { digestOf, tools, isToolName, MeshError, type GrantBody } from '@sremesh/contracts';
import { stepCall } from '@sremesh/policy';
import { accessKindOf } from '../access/plan.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { GrantRecord, ProposalRecord } from '../records.ts';

/** Which right is asked for. */
export interface GrantKey {
  proposalId: string;
  step: number;
  direction: 'forward' | 'rollback';
  attempt: number;
}

/** One grant for each step, direction and attempt. */
export const grantIdOf = ({ proposalId, step, direction, attempt }: GrantKey): string =>
  `grant-${digestOf({ proposalId, step, direction, attempt }).slice(7, 27)}`;

/** Signs the grant of one call. That it may be granted has been checked before. */
export function issue(
  deps: Pick<GovernanceDeps, 'signer' | 'grantTtlMs' | 'kafka' | 'allowUnenforced'>,
  { tenant, incident, proposal, approvalId }: ProposalRecord,
  key: GrantKey,
  epoch: number,
  traceparent: string,
): GrantRecord {
  const call = stepCall(proposal.steps, key.step, key.direction);
  if (call === undefined) throw new RangeError(`no ${key.direction} call of step ${key.step}`);
  const { tool, args, preState } = call;
  const now = Date.now();
  const body: GrantBody = {
    id: grantIdOf(key),
    tenant,
    incident,
    proposalDigest: proposal.digest,
    approvalId,
    step: key.step,
    direction: key.direction,
    cluster: proposal.cluster,
    tool,
    argsDigest: digestOf(args),
    access: accessKindOf(deps, { tool, args }),
    expectedPreState: preState,
    epoch,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + deps.grantTtlMs).toISOString(),
  };
  const bytesMoved = key.direction === 'forward' ? (proposal.steps[key.step]?.bytesMoved ?? 0) : 0;
  return {
    grant: deps.signer.sign(body),
    call: { tool, args },
    traceparent,
    ...(bytesMoved === 0 ? {} : { bytesMoved }),
  };
}

/** Tells a grant and hands its step to action; the ids make it one telling and one handoff however often it is done. */
export async function handOn(deps: GovernanceDeps, { grant, call, traceparent }: GrantRecord): Promise<void> {
  const { id: grantId, tenant, incident, step, direction, expiresAt } = grant;
  const { tool, args } = call;
  if (!isToolName(tool)) throw new MeshError('MESH_TOOL_UNKNOWN', `there is no tool ${tool}`);
  await deps.mesh.emit(
    'granted',
    { step, direction, tool, args, grantId, expiresAt },
    { id: `${incident}:granted:${grantId}`, incident, tenant },
  );
  const input = tools[tool].input.parse(args);
  await deps.mesh.handOff(
    tool,
    input,
    { tenant, incident, traceparent },
    { id: `${incident}:${grantId}`, grant },
  );
}
