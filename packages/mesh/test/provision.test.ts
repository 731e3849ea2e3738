import { auditConsumer, buckets, jetStreamApi, streams, subjects, workConsumer } from '@sremesh/contracts';
import { provision } from '@sremesh/mesh';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator, agent, newIncident, rawConnection, startMeshServer } from './support/agents.ts';
import type { TestNats } from './support/nats-server.ts';
import { until } from './support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

test('provision - makes streams, buckets and work consumers; again, it changes and loses nothing', async () => {
  const reasoning = await agent(nats, 'reasoning');
  await reasoning.emit('diagnosing', {}, { incident: newIncident(), tenant: 'default' });
  const manager = await (await administrator(nats)).jetstreamManager();
  const shape = async () => {
    const found = new Map<string, unknown>();
    for await (const { config, state } of manager.streams.list())
      found.set(config.name, [config, state.messages]);
    for (const stream of [streams.work.name, streams.audit.name])
      for await (const { config } of manager.consumers.list(stream))
        found.set(config.durable_name ?? '', config);
    return found;
  };
  const before = await shape();
  await provision({ servers: nats.url, auth: nats.provisioner() });
  expect(await shape()).toEqual(before);
  const workers = ['reasoning', 'action', 'learning'].map(workConsumer);
  expect(new Set(before.keys())).toEqual(
    new Set([
      ...Object.values(streams).map(({ name }) => name),
      ...buckets.map(jetStreamApi.bucketStream),
      ...workers,
      auditConsumer,
    ]),
  );
});

test('provision - answers that are kept go after ten minutes, or for newer ones', async () => {
  const manager = await (await administrator(nats)).jetstreamManager();
  const { config } = await manager.streams.info(jetStreamApi.bucketStream('results'));
  expect(config).toMatchObject({ max_age: 600e9, max_bytes: 64 * 1024 * 1024, discard: 'old' });
});

test('provision - is denied to an agent', async () => {
  const agents = nats.identity('governance', 'provisioner');
  const trying = provision({ servers: nats.url, auth: { ...nats.provisioner(), mesh: agents } });
  await expect(trying).rejects.toMatchObject({ code: 'MESH_PERMISSION_DENIED' });
});

test('permissions - no agent can make or delete a consumer, delete from a log, or hear what is another’s', async () => {
  const raw = await rawConnection(nats, 'reasoning');
  const denied: string[] = [];
  void (async () => {
    for await (const { permissionContext } of raw.status())
      if (permissionContext !== undefined) denied.push(permissionContext.subject);
  })();
  const published = [
    `$JS.API.CONSUMER.CREATE.${streams.events.name}.x`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${streams.work.name}.x`,
    `$JS.API.CONSUMER.DELETE.${streams.work.name}.${workConsumer('action')}`,
    `$JS.API.STREAM.DELETE.${streams.events.name}`,
    `$JS.API.STREAM.MSG.DELETE.${streams.events.name}`,
    jetStreamApi.nextMessage(streams.work.name, workConsumer('action')),
    jetStreamApi.directGet(streams.events.name),
    subjects.work('default', 'action', 'inc-1'),
    subjects.event('default', 'inc-1', 'granted'),
    '$KV.freeze.mesh',
    '_INBOX.gateway.x',
  ];
  const subscribed = [
    'mesh.>',
    '>',
    '_INBOX.>',
    '_INBOX.gateway.>',
    subjects.requestsTo('default', 'governance'),
  ];
  for (const subject of published) raw.publish(subject, '{}');
  for (const subject of subscribed) raw.subscribe(subject, { callback: () => undefined });
  await until('every denial', () => denied.length >= published.length + subscribed.length);
  expect(new Set(denied)).toEqual(new Set([...published, ...subscribed]));
});
