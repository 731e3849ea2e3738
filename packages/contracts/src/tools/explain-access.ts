import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { AclChange, AclEntryShape } from './acl-entry.ts';
import { Visibility } from './paging.ts';

export const explainAccess = defineTool({
  name: 'explain_access',
  title: 'Explain access',
  description: 'Whether Kafka would allow a principal an operation on a resource, and which ACL decides.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    principal: z.string().min(6).max(300).describe('`User:alice`'),
    operation: z.enum([
      'Read',
      'Write',
      'Create',
      'Delete',
      'Alter',
      'Describe',
      'ClusterAction',
      'DescribeConfigs',
      'AlterConfigs',
      'IdempotentWrite',
    ]),
    resourceType: z.enum(['Topic', 'Group', 'Cluster', 'TransactionalId']),
    resourceName: z.string().min(1).max(1024).describe('of the cluster: kafka-cluster'),
    host: z.string().max(300).default('*').describe('IP address of the client; * asks for any'),
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    /** null where it cannot be known: no authorizer that tells, or super users that ACLs do not show. */
    allowed: z.boolean().nullable(),
    reason: z.string(),
    /** The ACL that decides; null where none does (denied by default, or allowed for want of an authorizer). */
    decidedBy: AclEntryShape.nullable(),
    /** Every ACL that applies, Deny first. */
    applicable: z.array(AclEntryShape).max(200),
    /** Changes within the observation window that bear on this. */
    changes: z.array(AclChange).max(50),
    visibility: Visibility,
  }),
});
