import { subjects, type AgentStatus } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agent, rawConnection, startMeshServer } from './support/agents.ts';
import type { TestNats } from './support/nats-server.ts';
import { until } from './support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const status = (role: string, instance: string): AgentStatus => ({
  role,
  instance,
  pid: 1,
  host: 'here',
  version: '0.0.0',
  state: 'ready',
  stateReason: null,
  startedAt: new Date().toISOString(),
  lastSeenAt: new Date().toISOString(),
  rssBytes: 1,
  work: 0,
});

test('heartbeats - are heard from every agent, and only about the agent that sends them', async () => {
  const gateway = await agent(nats, 'gateway');
  const heard: AgentStatus[] = [];
  gateway.onHeartbeat((beat) => void heard.push(beat));
  const raw = await rawConnection(nats, 'learning', 'l1');
  const [learning, perception] = [await agent(nats, 'learning'), await agent(nats, 'perception')];
  const beat = status('learning', learning.instance);
  await until('the listener to hear', () => {
    raw.publish(subjects.heartbeat('learning', 'l1'), '{"role":');
    raw.publish(subjects.heartbeat('learning', 'l1'), JSON.stringify(status('governance', 'g1')));
    learning.heartbeat(beat);
    perception.heartbeat(status('perception', perception.instance));
    return heard.length > 3;
  });
  expect(heard).toContainEqual(beat);
  expect(new Set(heard.map(({ role }) => role))).toEqual(new Set(['learning', 'perception']));
});

test('heartbeats - say what the agent holds, as far as there is room; a name that is no subject token harms nobody', async () => {
  const gateway = await agent(nats, 'gateway');
  const heard: { beat: AgentStatus; held: readonly unknown[] }[] = [];
  gateway.onHeartbeat((beat, held) => void heard.push({ beat, held }));
  const learning = await agent(nats, 'learning');
  const raw = await rawConnection(nats, 'learning', 'l2');
  const held = Array.from({ length: 70 }, (_, n) => ({ stored: n + 1, delivered: n + 1, deliveries: 1 }));
  const beat = status('learning', learning.instance);
  await until('the listener to hear', () => {
    const hostile = { ...status('learning', '*.>'), inProgress: [] };
    raw.publish(subjects.heartbeat('learning', 'l2'), JSON.stringify(hostile));
    learning.heartbeat(beat, held);
    return heard.length > 0;
  });
  expect(heard[0]).toEqual({ beat, held: held.slice(0, 64) });
});
