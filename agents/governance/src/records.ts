import { Approval, Grant, Principal, Proposal, RequiredApprovals, ToolCall } from '@sremesh/contracts';
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
  /** Ids of the policies that decided. */
  policies: z.array(z.string()).default([]),
  /** The stored readings it cites, as they were when it was proposed; seconds. */
  evidence: z.object({ count: z.int(), ageSeconds: z.int() }).default({ count: 0, ageSeconds: 0 }),
  /** The person behind the proposal. */
  human: Principal.optional(),
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
export const GrantRecord = z.object({
  grant: Grant,
  call: ToolCall,
  traceparent: z.string(),
  /** Left out where no data is moved. */
  bytesMoved: z.int().min(0).optional(),
});
export type GrantRecord = z.infer<typeof GrantRecord>;
