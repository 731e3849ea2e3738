import { Approval, Grant, Proposal, RequiredApprovals, ToolCall } from '@sremesh/contracts';
import { z } from 'zod';

/** A registered change and what was decided about it, by proposal id. */
export const ProposalRecord = z.object({
  tenant: z.string(),
  incident: z.string(),
  proposal: Proposal,
  decision: z.enum(['refused', 'approval_required', 'allowed', 'proposal_only']),
  reason: z.string(),
  requiredRole: z.enum(['approver', 'admin']).nullable(),
  /** How many different people have to approve, where anybody is asked. */
  requiredApprovals: RequiredApprovals.default(1),
  approvalId: z.string().nullable(),
  /** The agent that proposed, and the person behind it where there was one. */
  proposedBy: z.array(z.string()),
  proposedAt: z.iso.datetime(),
});
export type ProposalRecord = z.infer<typeof ProposalRecord>;

/** Which change an incident proposed last, by tenant and incident; approvals of those before are void. */
export const NewestProposal = z.object({
  proposalId: z.string(),
  digest: z.string(),
  approvalId: z.string().nullable(),
});
export type NewestProposal = z.infer<typeof NewestProposal>;

/** An approval as governance keeps it, by approval id. */
export const ApprovalRecord = Approval.extend({
  proposedBy: z.array(z.string()),
  traceparent: z.string(),
  /** How many of its decisions were told. */
  told: z.int().default(0),
  /** When its decision was told and handed on; null until then. */
  settledAt: z.iso.datetime().nullable(),
});
export type ApprovalRecord = z.infer<typeof ApprovalRecord>;

/** A grant issued and the call it is for, by grant id. */
export const GrantRecord = z.object({ grant: Grant, call: ToolCall, traceparent: z.string() });
export type GrantRecord = z.infer<typeof GrantRecord>;
