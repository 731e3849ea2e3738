import { z } from 'zod';

/**
 * How narrow the credential of a step is: `resource` can do exactly the step; `cluster` is what Kafka asks for the
 * operation, bound to one host and seconds, with users and ACLs compared before and after; `unenforced` is a target that
 * enforces nothing.
 */
export const AccessKind = z.enum(['resource', 'cluster', 'unenforced']);
export type AccessKind = z.infer<typeof AccessKind>;

/** The right to carry out one step once. Signed by governance over the canonical JSON of every other field. */
export const GrantBody = z.object({
  id: z.string().regex(/^grant-[a-z0-9-]+$/),
  tenant: z.string(),
  incident: z.string(),
  proposalDigest: z.string(),
  approvalId: z.string().nullable(),
  step: z.int().min(0),
  direction: z.enum(['forward', 'rollback']),
  cluster: z.string(),
  tool: z.string(),
  /** Digest of the arguments. */
  argsDigest: z.string(),
  /** How narrow the credential is that it unlocks. */
  access: AccessKind,
  /** What the target must look like, and its digest's input: compared with what is read just before applying. */
  expectedPreState: z.json(),
  /** How often the mesh had been frozen at issue; another freeze voids the grant. */
  epoch: z.int().min(0),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type GrantBody = z.infer<typeof GrantBody>;

/** `signature`: Ed25519, base64url. */
export const Grant = GrantBody.extend({ signature: z.string().max(200) });
export type Grant = z.infer<typeof Grant>;
