import { Challenge, type ChallengePurpose, type Proof, type ProofStatement } from '@sremesh/contracts';
import { signProof } from '@sremesh/policy';
import type { ApiClient } from './client.ts';
import type { Signer } from './signer.ts';

/** What is to be proven; the subject is left out where it is the tenant. */
export interface Wanted {
  purpose: ChallengePurpose;
  subject?: string;
  decision: ProofStatement['decision'];
}

/** Asks for a challenge and signs it here: neither key nor decision is the gateway's to make up. */
export async function prove(api: ApiClient, signer: Signer, wanted: Wanted): Promise<Proof> {
  const { purpose, decision } = wanted;
  const about = wanted.subject === undefined ? {} : { subject: wanted.subject };
  const issued = await api.post('/api/v1/challenges', { purpose, ...about }, Challenge);
  const { challenge } = issued;
  const subject = wanted.subject ?? issued.subject;
  const approver = signer.name ?? issued.approver;
  return signProof(signer.seed, { purpose, subject, challenge, approver, decision });
}
