import type { CallContext, ChallengePurpose, Proof, ProofStatement } from '@sremesh/contracts';
import { approverKeyOf, signProof } from '@sremesh/policy';
import type { Caller } from './http/authenticate.ts';
import type { GatewayParts } from './parts.ts';

/**
 * The proof of somebody who sent a decision with nothing but a token: governance's challenge, signed with the key that
 * this token gives. Neither is kept, so that the gateway can sign only while its owner asks.
 */
export async function proveFor(
  { principal, token }: Caller,
  wanted: { purpose: ChallengePurpose; subject: string; decision: ProofStatement['decision'] },
  mesh: GatewayParts['mesh'],
  context: CallContext,
  signal: AbortSignal,
): Promise<Proof> {
  const { purpose, subject, decision } = wanted;
  const { challenge } = await mesh.call('request_challenge', { purpose, subject }, context, { signal });
  const statement = { purpose, subject, challenge, approver: principal.name, decision };
  return signProof(approverKeyOf(token).seed, statement);
}
