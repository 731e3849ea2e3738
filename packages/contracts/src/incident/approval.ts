import { z } from 'zod';
import { Proposal } from './proposal.ts';

export const ApprovalStatus = z.enum(['pending', 'approved', 'denied', 'expired']);

/** A person's decision on a proposal, owned by governance. Bound to the digest; final once taken. */
export const Approval = z.object({
  id: z.string(),
  tenant: z.string(),
  status: ApprovalStatus,
  incident: z.string(),
  proposal: Proposal,
  digest: z.string(),
  requiredRole: z.enum(['approver', 'admin']),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().optional(),
  decidedBy: z.string().optional(),
  reason: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;
