import { Approval, foldAll } from '@sremesh/contracts';
import { expect, it } from 'vitest';
import { event, opening } from './events.ts';

const requested = (id: string, seconds = 1) => {
  const request = Approval.omit({ proposal: true }).parse({
    id,
    tenant: 'default',
    status: 'pending',
    incident: 'inc-1',
    digest: 'sha256:00',
    requiredRole: 'approver',
    requiredApprovals: 2,
    requestedAt: '2026-01-05T00:00:00.000Z',
    expiresAt: '2026-01-05T01:00:00.000Z',
  });
  return event('approval_requested', { approval: request }, seconds);
};

const by = (name: string) => ({
  by: name,
  decision: 'approve' as const,
  at: '2026-01-05T00:01:00.000Z',
  reason: '',
});
const given = event('approval_given', { approvalId: 'apr-1', decision: by('ann'), missing: 1 }, 2);

it('fold - the first of two approvals shows, and the incident still waits', () => {
  const incident = foldAll([opening, requested('apr-1'), given, given]);
  expect(incident).toMatchObject({
    status: 'awaiting_approval',
    approval: { status: 'pending', decisions: [by('ann')] },
  });
});

it('fold - the decision carries all that led to it, also what was not told before', () => {
  const decided = event(
    'approval_decided',
    {
      approvalId: 'apr-1',
      status: 'approved',
      decidedBy: 'ben',
      reason: 'go',
      decisions: [by('ann'), by('ben')],
    },
    3,
  );
  const expected = { status: 'approved', decidedBy: 'ben', decisions: [by('ann'), by('ben')] };
  expect(foldAll([opening, requested('apr-1'), given, decided])?.approval).toMatchObject(expected);
  expect(foldAll([opening, requested('apr-1'), decided, given])?.approval).toMatchObject(expected);
});

it('fold - a void approval shows as such until the next is asked for; the void one is not heard then', () => {
  const voided = event(
    'approval_decided',
    {
      approvalId: 'apr-1',
      status: 'voided',
      decidedBy: null,
      reason: 'the incident proposed another change',
    },
    3,
  );
  expect(foldAll([opening, requested('apr-1'), voided])?.approval).toMatchObject({ status: 'voided' });
  expect(foldAll([opening, requested('apr-1'), requested('apr-2', 2), voided])?.approval).toMatchObject({
    id: 'apr-2',
    status: 'pending',
  });
});
