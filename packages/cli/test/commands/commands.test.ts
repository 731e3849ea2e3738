import { readFileSync, statSync } from 'node:fs';
import { newTraceParent } from '@sremesh/contracts';
import { faults, waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/program.ts';
import { opened } from '../support/events.ts';
import { runningGateway } from '../support/running-gateway.ts';
import { recordingTerminal } from '../support/terminal.ts';

let mesh: Awaited<ReturnType<typeof runningGateway>>;

beforeAll(async () => {
  mesh = await runningGateway();
  const event = opened();
  if (event.type !== 'opened') throw new Error('not an opening');
  const perception = await mesh.as('perception');
  const payload = { ...event.payload, traceparent: newTraceParent() };
  await perception.emit('opened', payload, { incident: 'inc-1', tenant: 'default' });
  await waitUntil({ what: 'the incident is known', timeoutMs: 10_000 }, async () =>
    (await sremesh('incidents')).out.includes('inc-1'),
  );
}, 60_000);
afterAll(() => mesh.close());

async function sremesh(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await run(args, { env: mesh.env, terminal, signal: new AbortController().signal });
  return { code, out: terminal.outLines.join('\n'), note: terminal.noteLines.join('\n') };
}

test('commands - incidents are listed, and one is shown whole', async () => {
  const { code, out } = await sremesh('incidents');
  expect(code).toBe(0);
  expect(out).toMatch(/^ID +STATUS/);
  expect((await sremesh('incidents', 'inc-1')).out).toContain('consumer-group settlement, topic payments');
});

test("commands - with --json the API's own JSON is on stdout, alone", async () => {
  const { out, note } = await sremesh('incidents', '--json');
  expect(JSON.parse(out)).toMatchObject({ items: [{ id: 'inc-1', status: 'open' }], nextCursor: null });
  expect(note).toBe('');
});

test('commands - an incident that does not exist fails with what to do', async () => {
  const { code, out, note } = await sremesh('incidents', 'inc-none');
  expect([code, out]).toEqual([1, '']);
  expect(note).toContain('no incident inc-none');
});

test('commands - agents shows the gateway, live', async () => {
  await waitUntil({ what: 'its heartbeat', timeoutMs: 10_000 }, async () =>
    (await sremesh('agents')).out.includes('gateway'),
  );
  expect((await sremesh('agents')).out).toContain(String(mesh.gateway.pid));
});

test('commands - scenarios lists every fault with what it touches and how many variants it has', async () => {
  const { out } = await sremesh('scenarios');
  expect(out).toMatch(/^NAME +TOUCHES +VARIANTS +WHAT HAPPENS$/m);
  expect(out).toMatch(/^consumer\.slow +flow +3 +/m);
  const { items } = JSON.parse((await sremesh('scenarios', '--json')).out);
  expect(items.map(({ name }: { name: string }) => name)).toEqual(faults.map(({ name }) => name));
});

test.each([
  ['deny without --why', ['deny', 'apr-1'], '--why'],
  ['an unknown command', ['heal'], 'heal'],
  ['agents revoke without --why', ['agents', 'revoke', 'a-1'], '--why'],
  ['approver create without --out', ['approver', 'create', 'carla'], '--out'],
  ['an unknown option', ['agents', '--fast'], '--fast'],
  ['a fault that does not exist', ['up', '--scenario', 'volcano'], 'volcano'],
])('commands - %s is bad usage', async (_, args, named) => {
  const { code, note } = await sremesh(...args);
  expect(code).toBe(2);
  expect(note).toContain(named);
});

test('commands - where nothing runs they say how to start it', async () => {
  const terminal = recordingTerminal();
  const env = { SREMESH_HOME: '/no/such/home' };
  expect(await run(['agents'], { env, terminal, signal: new AbortController().signal })).toBe(1);
  expect(terminal.noteLines.join('\n')).toContain('npm start');
});

test('commands - where the mesh is gone they say that nothing answers', async () => {
  const terminal = recordingTerminal();
  const env = { SREMESH_URL: 'http://127.0.0.1:1', SREMESH_TOKEN: 'x' };
  expect(await run(['agents'], { env, terminal, signal: new AbortController().signal })).toBe(1);
  expect(terminal.noteLines[0]).toContain('nothing answers at http://127.0.0.1:1');
});

test('commands - the gateway process has its tokens and its identity, and nobody can read them off it', () => {
  const environment = readFileSync(`/proc/${mesh.gateway.pid}/environ`, 'latin1');
  const commandLine = readFileSync(`/proc/${mesh.gateway.pid}/cmdline`, 'latin1');
  for (const text of [environment, commandLine]) expect(text).not.toMatch(/sha256|SU[A-Z2-7]{56}|sremesh_/);
});

test('commands - files with secrets are for their owner alone', () => {
  for (const file of [mesh.home.adminToken, mesh.home.endpoint]) expect(statSync(file).mode & 0o077).toBe(0);
});

test('commands - doctor names what is wrong, with the remedy, and fails', async () => {
  const terminal = recordingTerminal();
  const env = { ...mesh.env, KAFKA_BROKERS: '127.0.0.1:1' };
  expect(await run(['doctor', '--json'], { env, terminal, signal: new AbortController().signal })).toBe(1);
  const { items } = JSON.parse(terminal.outLines.join(''));
  expect(items).toContainEqual(
    expect.objectContaining({
      name: 'Kafka',
      ok: false,
      remedy: expect.stringContaining('Check the addresses'),
    }),
  );
  expect(items).toContainEqual(expect.objectContaining({ name: 'files', ok: true }));
});
