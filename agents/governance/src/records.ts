import { Approval, Grant, Proposal, ToolCall } from '@sremesh/contracts';
import { z } from 'zod';

/** A registered change and what was decided about it, by proposal id. */
export const ProposalRecord = z.object({
  tenant: z.string(),
  incident: z.string(),
  proposal: Proposal,
  decision: z.enum(['refused', 'approval_required', 'allowed', 'proposal_only']),
  reason: z.string(),
  requiredRole: z.enum(['approver', 'admin']).nullable(),
  approvalId: z.string().nullable(),
  /** The agent that proposed, and the person behind it where there was one. */
  proposedBy: z.array(z.string()),
  proposedAt: z.iso.datetime(),
});
export type ProposalRecord = z.infer<typeof ProposalRecord>;

/** An approval as governance keeps it, by approval id. */
export const ApprovalRecord = Approval.extend({
  proposedBy: z.array(z.string()),
  traceparent: z.string(),
  /** When its decision was told and handed on; null until then. */
  settledAt: z.iso.datetime().nullable(),
});
export type ApprovalRecord = z.infer<typeof ApprovalRecord>;

/** A grant issued and the call it is for, by grant id. */
export const GrantRecord = z.object({ grant: Grant, call: ToolCall, traceparent: z.string() });
export type GrantRecord = z.infer<typeof GrantRecord>;
