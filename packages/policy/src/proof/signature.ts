import { sign, verify } from 'node:crypto';
import { canonicalJson, type Proof, type ProofStatement } from '@sremesh/contracts';
import { importPublicKey, importSeed } from '../grant/keys.ts';

/** A person's proof of what they want. `seed`: raw Ed25519 seed, base64url. */
export function signProof(seed: string, statement: ProofStatement): Proof {
  const { approver, challenge } = statement;
  const signature = sign(null, bytesOf(statement), importSeed(seed)).toString('base64url');
  return { approver, challenge, signature };
}

/** Whether the holder of the key (raw Ed25519, base64url) signed exactly this statement, and the proof is of it. */
export function verifyProof(proof: Proof, statement: ProofStatement, publicKey: string): boolean {
  if (proof.approver !== statement.approver || proof.challenge !== statement.challenge) return false;
  const bytes = Buffer.from(proof.signature, 'base64url');
  // One spelling per signature, as for grants.
  if (bytes.toString('base64url') !== proof.signature) return false;
  return verify(null, bytesOf(statement), importPublicKey(publicKey), bytes);
}

const bytesOf = ({ purpose, subject, challenge, approver, decision }: ProofStatement): Buffer =>
  Buffer.from(canonicalJson({ purpose, subject, challenge, approver, decision }), 'utf8');
