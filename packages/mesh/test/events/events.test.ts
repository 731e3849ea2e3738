import { MeshError, subjects } from '@sremesh/contracts';
import type { Mesh, SequencedEvent } from '@sremesh/mesh';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agent, keepingLog, newIncident, rawConnection, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const at = (incident: string, id?: string) => ({
  incident,
  tenant: 'default',
  ...(id === undefined ? {} : { id }),
});

async function stored(mesh: Mesh, incident: string, afterSequence = 0): Promise<SequencedEvent[]> {
  const found: SequencedEvent[] = [];
  const signal = AbortSignal.timeout(10_000);
  for await (const event of mesh.events({ signal, incident, afterSequence, follow: false }))
    found.push(event);
  return found;
}

function follow(mesh: Mesh, options: { incident?: string; afterSequence?: number } = {}): SequencedEvent[] {
  const seen: SequencedEvent[] = [];
  const stop = new AbortController();
  const done = (async () => {
    for await (const event of mesh.events({ ...options, signal: stop.signal })) seen.push(event);
  })();
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  return seen;
}

test('events - what was emitted is read back in order, whole, and ends at the last', async () => {
  const [reasoning, gateway] = [await agent(nats, 'reasoning'), await agent(nats, 'gateway')];
  const incident = newIncident();
  await reasoning.emit('diagnosing', {}, at(incident));
  await reasoning.emit('suppressed', { reason: 'a burst' }, at(incident));
  const events = await stored(gateway, incident);
  expect(events.map(({ event }) => [event.id, event.type, event.payload])).toEqual([
    [`${incident}:diagnosing`, 'diagnosing', {}],
    [`${incident}:suppressed`, 'suppressed', { reason: 'a burst' }],
  ]);
  const [first] = events;
  expect(await stored(gateway, incident, first?.sequence)).toEqual(events.slice(1));
  expect(await stored(gateway, newIncident())).toEqual([]);
});

test('events - the same id is stored once; another incident may use it too', async () => {
  const [reasoning, gateway] = [await agent(nats, 'reasoning'), await agent(nats, 'gateway')];
  const [one, two] = [newIncident(), newIncident()];
  for (const incident of [one, two, one, one]) await reasoning.emit('diagnosing', {}, at(incident, 'same'));
  expect(await stored(gateway, one)).toHaveLength(1);
  expect(await stored(gateway, two)).toHaveLength(1);
});

test('events - what does not fit its schema, or is not this agent’s to say, is refused', async () => {
  const [reasoning, perception] = [await agent(nats, 'reasoning'), await agent(nats, 'perception')];
  const incident = newIncident();
  const wrong = reasoning.emit('resolved', { reason: 'x' }, { incident: 'not-an-id', tenant: 'default' });
  await expect(wrong).rejects.toMatchObject({
    code: 'MESH_MESSAGE_INVALID',
    message: expect.stringContaining('incident'),
  });
  const foreign = perception.emit('resolved', { reason: 'x' }, at(incident));
  await expect(foreign).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
  await expect(foreign).rejects.toBeInstanceOf(MeshError);
});

test('events - a follower sees the past and then what comes, and stops when told', async () => {
  const [reasoning, gateway] = [await agent(nats, 'reasoning'), await agent(nats, 'gateway')];
  const incident = newIncident();
  await reasoning.emit('diagnosing', {}, at(incident));
  const seen = follow(gateway, { incident });
  await until('the past', () => seen.length === 1);
  await reasoning.emit('resolved', { reason: 'done' }, at(incident));
  await until('what comes', () => seen.length === 2, 1500);
  const stop = new AbortController();
  const ended = (async () => {
    for await (const event of gateway.events({ incident, signal: stop.signal }))
      if (event.event.type === 'resolved') stop.abort();
  })();
  await ended;
});

test('events - malformed, misplaced and relayed messages in the log are passed over and logged', async () => {
  const log = keepingLog();
  const [reasoning, gateway] = [await agent(nats, 'reasoning'), await agent(nats, 'gateway', log)];
  const raw = await rawConnection(nats, 'reasoning');
  const incident = newIncident();
  const subject = subjects.event('default', incident, 'diagnosing');
  await raw.request(subject, 'not json');
  await raw.request(subject, '{}');
  await reasoning.emit('diagnosing', {}, at(newIncident(), 'elsewhere'));
  const event = {
    id: 'x',
    incident: 'inc-other',
    tenant: 'default',
    at: new Date().toISOString(),
    type: 'diagnosing',
    payload: {},
  };
  await raw.request(subject, JSON.stringify({ jsonrpc: '2.0', method: 'm', params: { event } }));
  await reasoning.emit('resolved', { reason: 'done' }, at(incident));
  const events = await stored(gateway, incident);
  expect(events.map(({ event: { type } }) => type)).toEqual(['resolved']);
  expect(log.lines.filter(({ message }) => message.startsWith('passed over'))).toHaveLength(3);
});

test('events - followers see each event once, in order, across a killed and restarted server', async () => {
  const [reasoning, gateway] = [await agent(nats, 'reasoning'), await agent(nats, 'gateway')];
  const incident = newIncident();
  const seen = follow(gateway, { incident });
  const ids = Array.from({ length: 60 }, (_, n) => `e${n}`);
  const emitting = (async () => {
    for (const id of ids) await reasoning.emit('diagnosing', {}, at(incident, id));
  })();
  await until('some events', () => seen.length > 10);
  await nats.kill();
  await until('the agents to notice', () => !gateway.connected && !reasoning.connected);
  await nats.start();
  await emitting;
  await until('all events', () => seen.length >= ids.length);
  expect(seen.map(({ event }) => event.id)).toEqual(ids);
  expect(gateway.connected).toBe(true);
});
