import { z } from 'zod';

/** An ACL in Kafka's own words. */
export const AclEntryShape = z.object({
  /** `User:alice`; `User:*` is everybody. */
  principal: z.string(),
  host: z.string(),
  /** Read, Write, Describe, All … */
  operation: z.string(),
  permission: z.enum(['Allow', 'Deny']),
  /** Topic, Group, Cluster, TransactionalId, DelegationToken, User. */
  resourceType: z.string(),
  resourceName: z.string(),
  patternType: z.enum(['LITERAL', 'PREFIXED']),
});

/** An ACL that came or went while the mesh looked on. */
export const AclChange = z.object({
  /** The first observation that shows it. */
  at: z.iso.datetime(),
  change: z.enum(['added', 'removed']),
  entry: AclEntryShape,
});
