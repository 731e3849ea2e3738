import { MeshError, Problem, type Approval, type ToolCallContext } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, startGateway, type TestGateway } from '../support/start-gateway.ts';

const approval: Approval = {
  id: 'apr-1',
  tenant: 'default',
  status: 'pending',
  incident: 'inc-1',
  proposal: {
    id: 'prop-1',
    digest: 'sha256:1',
    cluster: 'test',
    cause: 'topic.retention-edge',
    resources: [{ kind: 'topic', name: 'payments' }],
    evidenceIds: ['ev-000000000000'],
    summary: 'keep records longer',
    steps: [
      {
        purpose: 'remedy',
        tool: 'set_topic_config',
        args: { topic: 'payments', configs: { 'retention.ms': '600000' } },
        expectedPreState: { 'retention.ms': '60000' },
        rollback: null,
        verify: {
          tool: 'read_consumer_lag',
          args: { groupId: 'g' },
          expect: [{ path: 'timeToDataLossSeconds', op: 'at-least', value: 60 }],
          windowMs: 1000,
          withinMs: 10_000,
        },
        risk: 'medium',
        reversibility: 'reversible',
        blastRadius: 1,
        bytesMoved: 0,
      },
    ],
  },
  digest: 'sha256:1',
  requiredRole: 'approver',
  requestedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
};

let gateway: TestGateway;
const calls: { input: unknown; call: ToolCallContext }[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  const governance = await gateway.as('governance');
  await governance.serve({
    list_approvals: async ({ status }) => ({
      items: status === undefined || status === approval.status ? [approval] : [],
    }),
    decide_approval: async (input, call) => {
      calls.push({ input, call });
      if (input.digest !== approval.digest)
        throw new MeshError('MESH_CONFLICT', 'digest: not the one proposed');
      return { approval: { ...approval, status: 'approved', decidedBy: call.principal?.name } };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

const decide = (body: unknown) =>
  gateway.fetch('/api/v1/approvals/apr-1', 'approver', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('approvals - are those that governance lists, by status', async () => {
  const pending = await gateway.fetch('/api/v1/approvals?status=pending', 'viewer');
  expect(await pending.json()).toEqual({ items: [approval], nextCursor: null });
  const denied = await gateway.fetch('/api/v1/approvals?status=denied', 'viewer');
  expect((await bodyOf(denied))['items']).toEqual([]);
});

test('approvals - a decision reaches governance with the person behind the token', async () => {
  const response = await decide({ decision: 'approve', digest: 'sha256:1', reason: 'looks right' });
  expect(await response.json()).toMatchObject({ status: 'approved', decidedBy: 'anna' });
  const last = calls.at(-1);
  expect(last?.input).toEqual({
    id: 'apr-1',
    decision: 'approve',
    digest: 'sha256:1',
    reason: 'looks right',
  });
  expect(last?.call.principal).toEqual({ name: 'anna', role: 'approver', tenants: ['default'] });
  expect(last?.call.caller).toBe('gateway');
});

test("approvals - governance's refusal is a conflict that says why", async () => {
  const response = await decide({ decision: 'approve', digest: 'sha256:2' });
  expect(response.status).toBe(409);
  expect(Problem.parse(await response.json()).detail).toContain('digest: not the one proposed');
});

test.each([
  ['not JSON', '{', 'body'],
  ['an unknown decision', { decision: 'maybe', digest: 'sha256:1' }, 'decision'],
  ['no digest', { decision: 'approve' }, 'digest'],
])('approvals - %s is refused and the field named', async (_, body, field) => {
  const before = calls.length;
  const response = await decide(body);
  expect(response.status).toBe(400);
  expect(Problem.parse(await response.json()).detail).toContain(field);
  expect(calls.length).toBe(before);
});
