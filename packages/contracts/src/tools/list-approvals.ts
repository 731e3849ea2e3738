import { z } from 'zod';
import { defineTool, readOnly } from './tool.ts';
import { Approval, ApprovalStatus } from '../incident/approval.ts';

export const listApprovals = defineTool({
  name: 'list_approvals',
  title: 'List approvals',
  description: 'Approvals of the tenant, newest first.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: readOnly,
  input: z.object({ status: ApprovalStatus.optional(), limit: z.int().min(1).max(200).default(50) }),
  output: z.object({ items: z.array(Approval) }),
});
