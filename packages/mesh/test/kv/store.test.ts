import { jetStreamApi } from '@sremesh/contracts';
import { headers } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { agent, rawConnection, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const Value = z.object({ n: z.int() });
const conflict = { code: 'MESH_CONFLICT', retryable: true };

test('store - create, get, update by revision, put, delete', async () => {
  const store = (await agent(nats, 'reasoning')).store('evidence', Value);
  const key = 'sha256:abc/def ü';
  expect(await store.get(key)).toBeUndefined();
  const first = await store.create(key, { n: 1 });
  await expect(store.create(key, { n: 2 })).rejects.toMatchObject(conflict);
  expect(await store.get(key)).toEqual({ value: { n: 1 }, revision: first });
  const second = await store.update(key, { n: 2 }, first);
  await expect(store.update(key, { n: 3 }, first)).rejects.toMatchObject(conflict);
  expect(await store.get(key)).toEqual({ value: { n: 2 }, revision: second });
  await store.put(key, { n: 4 });
  await store.delete(key);
  expect(await store.get(key)).toBeUndefined();
  await store.create(key, { n: 5 });
  expect((await store.get(key))?.value).toEqual({ n: 5 });
});

test('store - of many who create or update at once, one wins', async () => {
  const agents = await Promise.all(Array.from({ length: 4 }, () => agent(nats, 'governance')));
  const stores = agents.map((mesh) => mesh.store('freeze', Value));
  const wins = (results: PromiseSettledResult<unknown>[]) =>
    results.filter(({ status }) => status === 'fulfilled').length;
  expect(wins(await Promise.allSettled(stores.map((store, n) => store.create('one', { n }))))).toBe(1);
  const held = await stores[0]?.get('one');
  const updates = stores.map((store, n) => store.update('one', { n }, held?.revision ?? 0));
  expect(wins(await Promise.allSettled(updates))).toBe(1);
});

test('store - entries gives every key once, newest value, deleted ones left out, pages and prefixes alike', async () => {
  const store = (await agent(nats, 'learning')).store('lessons', Value);
  await Promise.all(Array.from({ length: 600 }, (_, n) => store.put(`many.${n}`, { n })));
  await store.put('many.0', { n: -1 });
  await store.delete('many.1');
  await store.put('other.0', { n: 0 });
  const read = async (prefix?: string) => {
    const found = new Map<string, number>();
    for await (const { key, value } of store.entries(prefix)) {
      expect(found.has(key)).toBe(false);
      found.set(key, value.n);
    }
    return found;
  };
  expect((await read()).size).toBe(600);
  const many = await read('many');
  expect(many.size).toBe(599);
  expect([many.get('many.0'), many.get('many.1'), many.get('many.599')]).toEqual([-1, undefined, 599]);
});

test('store - what does not fit the schema is refused on the way in and out, naming key and field', async () => {
  const mesh = await agent(nats, 'reasoning');
  const store = mesh.store('evidence', Value);
  await expect(async () => store.put('bad', { n: 0.5 })).rejects.toMatchObject({
    code: 'MESH_MESSAGE_INVALID',
    message: expect.stringContaining('evidence/bad: n'),
  });
  await mesh.store('evidence', z.unknown()).put('foreign', { n: 'x' });
  await expect(store.get('foreign')).rejects.toMatchObject({
    code: 'MESH_MESSAGE_INVALID',
    message: expect.stringContaining('evidence/foreign'),
  });
  await expect(async () => store.put('', { n: 1 })).rejects.toMatchObject({
    message: expect.stringContaining('empty'),
  });
});

test('store - a bucket of another agent can be neither read nor written', async () => {
  const reasoning = await agent(nats, 'reasoning');
  const freezes = reasoning.store('freeze', Value);
  const denied = { code: 'MESH_PERMISSION_DENIED' };
  await expect(freezes.get('a')).rejects.toMatchObject(denied);
  await expect(freezes.put('a', { n: 1 })).rejects.toMatchObject(denied);
  await expect(freezes.entries()[Symbol.asyncIterator]().next()).rejects.toMatchObject(denied);
  await expect(
    (await agent(nats, 'gateway')).store('evidence', Value).put('a', { n: 1 }),
  ).rejects.toMatchObject(denied);
});

test('store - a value that JetStream was made to relay there is not believed', async () => {
  const [reasoning, governance] = [await agent(nats, 'reasoning'), await agent(nats, 'governance')];
  const raw = await rawConnection(nats, 'reasoning');
  await reasoning.store('evidence', Value).put('forged', { n: 1 });
  const evidence = jetStreamApi.directGetLast(jetStreamApi.bucketStream('evidence'), '$KV.evidence.forged');
  raw.publish(evidence, '', { reply: '$KV.freeze.forged' });
  await raw.flush();
  const freezes = governance.store('freeze', Value);
  await expect
    .poll(() => freezes.get('forged').catch((error: unknown) => error))
    .toMatchObject({
      code: 'MESH_MESSAGE_INVALID',
      message: expect.stringContaining('not written by an agent'),
    });
});

test('store - a deletion that JetStream was made to relay there does not delete', async () => {
  const [reasoning, governance] = [await agent(nats, 'reasoning'), await agent(nats, 'governance')];
  const freezes = governance.store('freeze', Value);
  await freezes.put('kept', { n: 1 });
  const evidence = reasoning.store('evidence', Value);
  await evidence.put('gone', { n: 2 });
  await evidence.delete('gone');
  const raw = await rawConnection(nats, 'reasoning');
  const relay = jetStreamApi.directGetLast(jetStreamApi.bucketStream('evidence'), '$KV.evidence.gone');
  raw.publish(relay, '', { reply: '$KV.freeze.kept' });
  await raw.flush();
  const refused = {
    code: 'MESH_MESSAGE_INVALID',
    message: expect.stringContaining('not written by an agent'),
  };
  await expect.poll(() => freezes.get('kept').catch((error: unknown) => error)).toMatchObject(refused);
  const all = freezes.entries()[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    for (;;) if ((await all.next()).done === true) return 'read to the end';
  };
  await expect(next()).rejects.toMatchObject({ code: 'MESH_MESSAGE_INVALID' });
});

test('store - a bucket cannot be emptied by having JetStream relay a message that rolls it up', async () => {
  const freezes = (await agent(nats, 'governance')).store('freeze', Value);
  await freezes.put('frozen', { n: 1 });
  const raw = await rawConnection(nats, 'reasoning');
  for (const scope of ['all', 'sub']) {
    const rollup = headers();
    rollup.set('Nats-Rollup', scope);
    const stored = await raw.request(`$KV.evidence.rollup-${scope}`, '{"n":2}', {
      headers: rollup,
      timeout: 5000,
    });
    expect(stored.json()).toMatchObject({ error: { description: expect.stringContaining('rollup') } });
  }
  expect((await freezes.get('frozen'))?.value).toEqual({ n: 1 });
});
