import { z } from 'zod';

/** A person's signature over a decision and governance's one-time challenge; what is signed is `ProofStatement`. */
export const Proof = z.object({
  /** Name of the signer in governance's register of approvers. */
  approver: z.string().min(1).max(200),
  challenge: z.string().min(1).max(200),
  /** Ed25519 over the canonical JSON of the statement, base64url. */
  signature: z.string().min(1).max(200),
});
export type Proof = z.infer<typeof Proof>;

/** What a person signs. `decision` holds every field of the request that matters, without the proof. */
export const ProofStatement = z.object({
  purpose: z.string(),
  subject: z.string(),
  challenge: z.string(),
  approver: z.string(),
  decision: z.record(z.string(), z.json()),
});
export type ProofStatement = z.infer<typeof ProofStatement>;

/** A person who may decide, as governance knows them: no secret is in it. */
export const Approver = z.object({
  name: z.string().min(1).max(200),
  role: z.enum(['approver', 'admin']),
  tenants: z.array(z.string()).min(1),
  /** Raw Ed25519 public key, base64url. */
  publicKey: z.string(),
});
export type Approver = z.infer<typeof Approver>;
