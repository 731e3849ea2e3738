import { AgentStatus, pageOf } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
}, 30_000);
afterAll(() => gateway.close());

const agents = async () =>
  pageOf(AgentStatus).parse(await (await gateway.fetch('/api/v1/agents', 'viewer')).json()).items;

test('agents - are those whose heartbeats are heard', async () => {
  const learning = await gateway.as('learning');
  const now = new Date().toISOString();
  const status = {
    role: 'learning',
    instance: 'test',
    pid: 42,
    host: 'here',
    version: '1.0.0',
    state: 'ready' as const,
    stateReason: null,
    startedAt: now,
    lastSeenAt: now,
    rssBytes: 1,
    work: 0,
  };
  await waitUntil({ what: 'the heartbeat is heard', timeoutMs: 10_000 }, async () => {
    learning.heartbeat(status);
    return (await agents()).length === 1;
  });
  expect(await agents()).toEqual([status]);
});
