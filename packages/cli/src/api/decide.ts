import { Approval } from '@sremesh/contracts';
import type { ApiClient } from './client.ts';
import { prove } from './prove.ts';
import type { Signer } from './signer.ts';

/** Decides an approval by the digest that was seen, signed by the person here. */
export async function decideApproval(
  api: ApiClient,
  { id, digest }: Pick<Approval, 'id' | 'digest'>,
  { decision, reason }: { decision: 'approve' | 'deny'; reason: string },
  signer: Signer = api.signer(),
): Promise<Approval> {
  const body = { decision, digest, reason };
  const proof = await prove(api, signer, { purpose: 'decide_approval', subject: id, decision: body });
  return api.post(`/api/v1/approvals/${encodeURIComponent(id)}`, { ...body, proof }, Approval);
}
