import { z } from 'zod';
import { AuditRecord } from '../audit.ts';
import { defineTool, readOnly } from './tool.ts';

export const queryAudit = defineTool({
  name: 'query_audit',
  title: 'Query the audit',
  description:
    'Records of the audit chain of the tenant, oldest first, with the signed checkpoints among them.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  role: 'admin',
  annotations: readOnly,
  input: z.object({
    /** Start after this sequence of the chain. */
    after: z.int().min(0).default(0),
    limit: z.int().min(1).max(1000).default(200),
  }),
  output: z.object({ items: z.array(AuditRecord), nextAfter: z.int().nullable() }),
});
