import { connectMesh } from '@sremesh/mesh';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agent, context, startMeshServer } from '../support/agents.ts';
import { startTestNats, type TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';
import { onePage } from '../support/no-topics.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const identity = { role: 'reasoning', instance: 'link' } as const;

test('connecting - an unreachable server is named with the remedy, after the time given', async () => {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  listener.close();
  const connecting = connectMesh({
    ...identity,
    servers: `nats://127.0.0.1:${port}`,
    auth: nats.identity('reasoning', 'link'),
    connectWithinMs: 500,
  });
  await expect(connecting).rejects.toMatchObject({
    code: 'MESH_NATS_UNREACHABLE',
    message: expect.stringContaining(`NATS_URL nats://127.0.0.1:${port}`),
    remedy: expect.stringContaining('NATS_URL'),
  });
});

test('connecting - an identity of another operator is refused at once, named by its role', async () => {
  const elsewhere = await startTestNats();
  onTestFinished(() => elsewhere.close());
  const stranger = elsewhere.identity('reasoning', 'link');
  const connecting = connectMesh({ ...identity, servers: nats.url, auth: stranger, connectWithinMs: 60_000 });
  await expect(connecting).rejects.toMatchObject({
    code: 'MESH_NATS_REFUSED',
    message: expect.stringContaining('reasoning'),
    remedy: expect.stringContaining('nats-config'),
  });
});

test('connecting - a server that comes up a little later is waited for', async () => {
  const late = await startTestNats();
  onTestFinished(() => late.close());
  const { url } = late;
  await late.kill();
  const connecting = connectMesh({ ...identity, servers: url, auth: late.identity('reasoning', 'link') });
  await late.start();
  const mesh = await connecting;
  expect(mesh.connected).toBe(true);
  await mesh.close();
});

test('connecting - a bad seed is a configuration error', async () => {
  const auth = { ...nats.identity('reasoning', 'link'), seed: 'SUnonsense' };
  const connecting = connectMesh({ ...identity, servers: nats.url, auth, connectWithinMs: 2000 });
  await expect(connecting).rejects.toMatchObject({ code: 'MESH_CONFIG_INVALID' });
});

test('closing - ends in time though the server is away, and twice is once', async () => {
  const away = await startTestNats();
  onTestFinished(() => away.close());
  const mesh = await connectMesh({
    role: 'perception',
    instance: 'c',
    servers: away.url,
    auth: away.identity('perception', 'c'),
  });
  const server = await mesh.serve({
    describe_topics: async () => ({
      observedAt: new Date().toISOString(),
      partitions: [],
      omitted: 0,
      ...onePage,
    }),
  });
  await mesh.work({});
  await away.kill();
  await until('the loss to be noticed', () => !mesh.connected);
  await mesh.close({ timeoutMs: 300 });
  await server.close();
  await mesh.close({ timeoutMs: 300 });
  expect(mesh.connected).toBe(false);
});

test('status - a lost and regained connection is told, and calls work again by themselves', async () => {
  const [perception, gateway] = [await agent(nats, 'perception'), await agent(nats, 'gateway')];
  await perception.serve({
    describe_topics: async () => ({
      observedAt: new Date().toISOString(),
      partitions: [],
      omitted: 0,
      ...onePage,
    }),
  });
  const told: string[] = [];
  gateway.onStatus(({ type }) => void told.push(type));
  await nats.kill();
  await until('the loss', () => told.includes('disconnected'));
  await nats.start();
  await until('the return', () => told.includes('connected'));
  const answer = await until('a call to succeed', () =>
    gateway.call('describe_topics', {}, context(), { timeoutMs: 500 }).catch(() => undefined),
  );
  expect(answer).toMatchObject({ omitted: 0 });
});
