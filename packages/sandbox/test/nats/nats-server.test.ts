import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startNatsServer } from '../../src/nats/nats-server.ts';
import { canListen } from '../../src/process/free-ports.ts';
import { alive } from '../support/alive.ts';
import { natsRequest } from '../support/nats-client.ts';
import { testDir } from '../support/temp-dir.ts';

const login = { user: 'tester', pass: 'secret-of-this-test' };
const authorization = `authorization { user: ${login.user}, password: ${login.pass} }`;

async function server(text = authorization) {
  const dir = await testDir();
  const started = await startNatsServer({
    storeDir: join(dir, 'store'),
    authorization: text,
    logFile: join(dir, 'nats.log'),
  });
  onTestFinished(() => started.kill());
  return { dir, nats: started, login: { ...login, port: started.port } };
}

test('nats server - it serves JetStream to those who may, and to nobody else', async () => {
  const { nats, login: mine } = await server();
  expect(await natsRequest(mine, '$JS.API.INFO')).toHaveProperty('limits');
  await expect(natsRequest({ ...mine, pass: 'wrong' }, '$JS.API.INFO')).rejects.toThrow('Authorization');
  await expect(natsRequest({ port: nats.port }, '$JS.API.INFO')).rejects.toThrow('Authorization');
});

test('nats server - its configuration is readable by its owner only', async () => {
  const { dir } = await server();
  expect((await stat(join(dir, 'store', 'nats.conf'))).mode & 0o077).toBe(0);
});

test('nats server - killed midway, it is back on the same port with its acknowledged messages', async () => {
  const { nats, login: mine } = await server();
  const before = nats.pid;
  await natsRequest(mine, '$JS.API.STREAM.CREATE.kept', {
    name: 'kept',
    subjects: ['kept'],
    storage: 'file',
  });
  for (const n of [1, 2, 3]) expect(await natsRequest(mine, 'kept', { n })).toMatchObject({ seq: n });

  await nats.kill();
  expect(nats.running).toBe(false);
  await expect(natsRequest(mine, '$JS.API.INFO')).rejects.toThrow('ECONNREFUSED');
  await nats.start();

  expect(nats.pid).not.toBe(before);
  const info = await natsRequest(mine, '$JS.API.STREAM.INFO.kept');
  expect(info).toMatchObject({ state: { messages: 3 } });
});

test('nats server - stopped, its port is free and its process gone', async () => {
  const { nats } = await server();
  await nats.stop();
  expect(alive(nats.pid)).toBe(false);
  expect(await canListen(nats.port)).toBe(true);
});

test('nats server - a configuration it refuses is told in its own words', async () => {
  await expect(server('authorization { users: nonsense }')).rejects.toThrow(/nats-server.*ended[^]*users/i);
});
