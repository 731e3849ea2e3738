import { MeshError, roles, type Approver, type Proof, type ProofStatement } from '@sremesh/contracts';
import type { Store } from '@sremesh/mesh';
import { verifyProof } from '@sremesh/policy';
import { consumeChallenge, type ChallengeUse, type OpenChallenges } from './challenges.ts';

export interface ProofDeps {
  /** The register; a name is in it once. */
  approvers: readonly Approver[];
  challenges: Store<OpenChallenges>;
}

/** What has to be proven: that a person of the tenant with this role wants exactly this. */
export interface Wanted extends ChallengeUse {
  role: Approver['role'];
  decision: ProofStatement['decision'];
}

/**
 * Whose proof it is. Checks the register, role, tenant and signature, then uses the challenge up, so that a proof counts
 * once. Throws MESH_PERMISSION_DENIED naming the field of the proof that is wrong.
 */
export async function checkProof(
  { approvers, challenges }: ProofDeps,
  proof: Proof | undefined,
  { role, decision, ...use }: Wanted,
): Promise<Approver> {
  if (proof === undefined)
    throw denied('proof: there is none; nobody is believed to want this without a signature', signAnew);
  const approver = approvers.find(({ name }) => name === proof.approver);
  if (approver === undefined)
    throw denied(
      `proof.approver: ${JSON.stringify(proof.approver)} is not registered`,
      'Register the public key: sremesh approver create, then approvers.json.',
    );
  if (roles.indexOf(approver.role) < roles.indexOf(role))
    throw denied(
      `proof.approver: ${approver.name} is ${approver.role}; ${role} is needed`,
      `Ask somebody with the role ${role}.`,
    );
  if (!approver.tenants.includes(use.tenant))
    throw denied(
      `proof.approver: ${approver.name} has no say in tenant ${use.tenant}`,
      'Ask an approver of that tenant.',
    );
  const { purpose, subject } = use;
  const statement = { purpose, subject, challenge: proof.challenge, approver: approver.name, decision };
  if (!verifyProof(proof, statement, approver.publicKey))
    throw denied(
      `proof.signature: not that of ${approver.name} over this ${purpose}, its subject and every field of it`,
      signAnew,
    );
  if (!(await consumeChallenge(challenges, use, proof.challenge)))
    throw denied(
      `proof.challenge: not one for ${purpose} of ${subject}, or used already, or older than a minute`,
      signAnew,
    );
  return approver;
}

const signAnew =
  'Ask for a challenge (request_challenge, POST /api/v1/challenges) and sign it with the decision.';

const denied = (message: string, remedy: string): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', message, { remedy });
