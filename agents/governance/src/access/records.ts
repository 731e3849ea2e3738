import { AccessKind } from '@sremesh/contracts';
import { z } from 'zod';

const Live = z.object({
  username: z.string(),
  kind: AccessKind,
  rights: z.enum(['apply', 'look']),
  expiresAt: z.iso.datetime(),
});

/** The credentials made for one grant, by grant id; never a password. Written before Kafka hears of the user. */
export const CredentialRecord = z.object({
  /** The one handoff that may redeem the grant. */
  workId: z.string(),
  /** Redemptions so far: the number at the end of the newest name, so that none is used twice. */
  redeemed: z.int().min(1),
  /** Where Kafka lets the newest log in from, as Kafka writes it. */
  host: z.string(),
  /** null once it was ended. */
  live: Live.nullable(),
});
export type CredentialRecord = z.infer<typeof CredentialRecord>;

/** Whose turn it is with a credential that Kafka cannot narrow to a resource; one at a time, under `clusterTurn`. */
export const ClusterTurn = z.object({
  grantId: z.string(),
  username: z.string(),
  /** The credential is gone by then, or is swept. */
  until: z.iso.datetime(),
  /** Users and ACLs before it was made: their lines, gzipped, base64. */
  before: z.string(),
});
export type ClusterTurn = z.infer<typeof ClusterTurn>;

export const clusterTurn = 'cluster';
