import { z } from 'zod';
import { Proposal } from './proposal.ts';

/** `voided`: the incident proposed another change meanwhile. */
export const ApprovalStatus = z.enum(['pending', 'approved', 'denied', 'expired', 'voided']);

/** How many different people have to approve. */
export const RequiredApprovals = z.union([z.literal(1), z.literal(2)]);

/** What one person decided, on a proof that governance checked. */
export const ApprovalDecision = z.object({
  /** Name in governance's register of approvers. */
  by: z.string(),
  decision: z.enum(['approve', 'deny']),
  at: z.iso.datetime(),
  reason: z.string(),
});
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;

/** What people decided on a proposal, owned by governance. Bound to the digest; final once taken. */
export const Approval = z.object({
  id: z.string(),
  tenant: z.string(),
  status: ApprovalStatus,
  incident: z.string(),
  proposal: Proposal,
  digest: z.string(),
  requiredRole: z.enum(['approver', 'admin']),
  requiredApprovals: RequiredApprovals.default(1),
  /** In the order they were taken, one for each person; the first denial ends it. */
  decisions: z.array(ApprovalDecision).default([]),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().optional(),
  /** Whose decision settled it. */
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;
