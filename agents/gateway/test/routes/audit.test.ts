import type { AuditRecord, ToolCallContext, ToolInput } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
const calls: { input: ToolInput<'query_audit'>; call: ToolCallContext }[] = [];
const record: AuditRecord = {
  seq: 4,
  at: '2026-11-21T10:00:00.000Z',
  kind: 'decision',
  tenant: 'default',
  source: 'governance/1',
  data: { about: 'grant' },
  prev: 'sha256:1',
  hash: 'sha256:2',
};

beforeAll(async () => {
  gateway = await startGateway();
  const governance = await gateway.as('governance');
  await governance.serve({
    query_audit: async (input, call) => {
      calls.push({ input, call });
      return { items: [record], nextAfter: 4 };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

test('audit - an admin gets the page asked for, as that admin', async () => {
  const response = await gateway.fetch('/api/v1/audit?after=3&limit=1', 'admin');
  expect(await bodyOf(response)).toEqual({ items: [record], nextAfter: 4 });
  expect(calls.at(-1)?.input).toEqual({ after: 3, limit: 1 });
  expect(calls.at(-1)?.call).toMatchObject({ caller: 'gateway', principal: { name: 'adam', role: 'admin' } });
});

test.each(['viewer', 'operator', 'approver', 'ingest', 'stranger'] as const)(
  'audit - is not shown to a %s',
  async (who) => {
    const before = calls.length;
    expect((await gateway.fetch('/api/v1/audit', who)).status).toBe(403);
    expect(calls).toHaveLength(before);
  },
);

test.each(['after=-1', 'after=x', 'limit=0', 'limit=1001'])('audit - %s is refused', async (query) => {
  expect((await gateway.fetch(`/api/v1/audit?${query}`, 'admin')).status).toBe(400);
});
