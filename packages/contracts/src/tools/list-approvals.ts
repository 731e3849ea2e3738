import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { Approval, ApprovalStatus } from '../incident/approval.ts';

/** Where a page ends: when its last approval was requested, and its id. */
export const ApprovalCursor = z
  .string()
  .regex(/^[0-9TZ:.-]{20,30}~.{1,100}$/, 'not a nextCursor of this list');

export const listApprovals = defineTool({
  name: 'list_approvals',
  title: 'List approvals',
  description: 'Approvals of the tenant, newest first, a page at a time.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: readOnly,
  input: z.object({
    status: ApprovalStatus.optional(),
    limit: z.int().min(1).max(200).default(50),
    /** Left out: from the newest. */
    cursor: ApprovalCursor.optional(),
  }),
  output: z.object({ items: z.array(Approval), nextCursor: ApprovalCursor.nullable() }),
});
