import type { Approval, MeshError, ToolHandlers, ToolInput } from '@sremesh/contracts';
import { shownDigest } from '@sremesh/policy';
import { proposal } from './events.ts';

const digest = shownDigest(proposal);

export const approval: Approval = {
  id: 'apr-1',
  tenant: 'default',
  status: 'pending',
  incident: 'inc-1',
  proposal: { ...proposal, digest },
  digest,
  requiredRole: 'approver',
  requiredApprovals: 1,
  decisions: [],
  requestedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
};

/** Tools of governance that believe everything and keep what they were asked to believe. */
export function believing() {
  const decisions: ToolInput<'decide_approval'>[] = [];
  const switched: ToolInput<'set_freeze'>[] = [];
  const revoked: ToolInput<'restrict_identity'>[] = [];
  let shown = approval;
  let refusal: MeshError | undefined;
  const handlers: ToolHandlers = {
    // The approval is on the second page.
    list_approvals: async ({ cursor }) =>
      cursor === undefined
        ? { items: [], nextCursor: `${approval.requestedAt}~none` }
        : { items: [shown], nextCursor: null },
    request_challenge: async ({ purpose, subject }) => ({
      challenge: `${purpose} of ${subject}`,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }),
    set_freeze: async (input) => {
      switched.push(input);
      const { frozen, reason } = input;
      return { freeze: { frozen, epoch: 1, reason, by: 'admin', at: new Date().toISOString() } };
    },
    restrict_identity: async (input) => {
      revoked.push(input);
      return { instance: input.instance, tenants: [], revoked: true };
    },
    decide_approval: async (input) => {
      decisions.push(input);
      if (refusal !== undefined) throw refusal;
      return { approval: { ...approval, status: 'approved', decidedBy: input.proof.approver } };
    },
  };
  return {
    handlers,
    decisions,
    switched,
    revoked,
    show: (next: Approval) => void (shown = next),
    refuse: (error: MeshError) => void (refusal = error),
  };
}
