import { agentRoles } from '@sremesh/contracts';
import { z } from 'zod';

/** A key that counts for nothing any more, until the last JWT it had has expired. Times in seconds since 1970. */
const EndedKey = z.object({ publicKey: z.string(), revokedUpTo: z.int(), expiresAt: z.int() });

/** What one instance is and may be. It is the truth: what NATS is told of it follows from it. */
export const IdentityRecord = z.object({
  role: z.enum(agentRoles),
  instance: z.string(),
  /** The key that proves to be the instance. */
  publicKey: z.string(),
  tenants: z.array(z.string()),
  state: z.enum(['live', 'stopped', 'revoked']),
  /** Why it is not as it enrolled; empty where it is. */
  reason: z.string(),
  enrolledAt: z.iso.datetime(),
  /** The latest `iat` and `exp` of any JWT it was given; seconds since 1970. */
  issuedAt: z.int(),
  expiresAt: z.int(),
  /** JWTs issued up to then count for nothing; 0 where all count. */
  revokedUpTo: z.int(),
  /** Keys that had the name before. */
  earlier: z.array(EndedKey).max(16),
});
export type IdentityRecord = z.infer<typeof IdentityRecord>;

/** Who used a one-use credential, by the credential's id. */
export const UsedEnrolment = z.object({ instance: z.string(), publicKey: z.string(), at: z.iso.datetime() });
export type UsedEnrolment = z.infer<typeof UsedEnrolment>;

/** The JWT of the agents' account that was pushed last; its `iat` grows whatever the clocks of the replicas show. */
export const AccountRecord = z.object({ issuedAt: z.int() });
export type AccountRecord = z.infer<typeof AccountRecord>;

export const instancesPrefix = 'instance';
export const keyOf = (instance: string): string => `${instancesPrefix}.${instance}`;
export const accountKey = 'account';
