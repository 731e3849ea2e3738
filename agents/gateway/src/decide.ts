import type { Approval, Proof, ToolInput } from '@sremesh/contracts';
import type { Caller } from './http/authenticate.ts';
import { contextFor } from './mesh-call.ts';
import type { GatewayParts } from './parts.ts';
import { proveFor } from './prove.ts';

/** Passes a person's decision on to governance: with their own proof, or one by the key of the token they sent. */
export async function decide(
  caller: Caller,
  {
    id,
    decision,
    digest,
    reason,
    proof,
  }: Omit<ToolInput<'decide_approval'>, 'proof'> & { proof?: Proof | undefined },
  { mesh, tenant }: Pick<GatewayParts, 'mesh' | 'tenant'>,
  signal: AbortSignal,
): Promise<Approval> {
  const context = contextFor(caller.principal, tenant);
  const wanted = { purpose: 'decide_approval' as const, subject: id, decision: { decision, digest, reason } };
  const args = {
    id,
    decision,
    digest,
    reason,
    proof: proof ?? (await proveFor(caller, wanted, mesh, context, signal)),
  };
  const { approval } = await mesh.call('decide_approval', args, context, { signal });
  return approval;
}
