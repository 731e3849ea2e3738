import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { AclChange, AclEntryShape } from './acl-entry.ts';
import { page, paged, Visibility } from './paging.ts';

export const listAcls = defineTool({
  name: 'list_acls',
  title: 'List ACLs',
  description: 'Access control lists, and which of them came or went within the observation window.',
  server: 'perception',
  delivery: 'request',
  annotations: readOnly,
  input: z.object({
    principal: z.string().max(300).optional().describe('`User:alice`'),
    resourceType: z.enum(['Topic', 'Group', 'Cluster', 'TransactionalId']).optional(),
    resourceName: z.string().max(1024).optional().describe('that the ACL applies to: also by prefix, or *'),
    ...page,
  }),
  output: z.object({
    observedAt: z.iso.datetime(),
    /** Whether the cluster has an authorizer; null where this cannot be known. */
    authorizer: z.boolean().nullable(),
    acls: z.array(AclEntryShape),
    windowSeconds: z.number(),
    /** Newest first; those that match the same filter. */
    changes: z.array(AclChange).max(200),
    ...paged,
    visibility: Visibility,
  }),
});
