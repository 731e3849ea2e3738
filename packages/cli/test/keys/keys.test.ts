import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectMesh, connectSystem, provision } from '@sremesh/mesh';
import { generateNKey, meshAccount, operatorConfig, verifyUser, type NatsTrust } from '@sremesh/policy';
import { startNatsServer } from '@sremesh/sandbox';
import { identitiesOf } from '@sremesh/test/test-nats';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { homeAt, makeHome, type Home } from '../../src/home.ts';
import { keptTrust } from '../../src/keys/kept-trust.ts';
import { writeEnrolment } from '../../src/keys/enrol.ts';
import { rotateKeys } from '../../src/keys/rotate.ts';
import { takeLock } from '../../src/up/lock.ts';

async function freshHome(): Promise<Home> {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'sremesh-keys-')));
  onTestFinished(() => rm(home.dir, { recursive: true, force: true }));
  return home;
}

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('keys - are made once, for their owner alone, and kept', async () => {
  const home = await freshHome();
  const trust = await keptTrust(home);
  expect(await Promise.all([home.natsKeys, home.operatorSeed].map(modeOf))).toEqual([0o600, 0o600]);
  expect(await modeOf(dirname(home.natsKeys))).toBe(0o700);
  expect(await keptTrust(home)).toEqual(trust);
  const operator = (await readFile(home.operatorSeed, 'utf8')).trim();
  expect(await readFile(home.natsKeys, 'utf8')).not.toContain(operator);
});

test('keys enrol - writes a credential of one role, for its owner alone', async () => {
  const home = await freshHome();
  const out = join(home.dir, 'action.creds');
  await writeEnrolment(home, { role: 'action', tenants: ['default', 'other'], out });
  expect(await modeOf(out)).toBe(0o600);
  const [jwt = ''] = /eyJ\S+/.exec(await readFile(out, 'utf8')) ?? [];
  const { mesh } = await keptTrust(home);
  expect(verifyUser(jwt, [mesh.signing.enrol.publicKey])).toMatchObject({
    role: 'action',
    tenants: ['default', 'other'],
  });
});

test.each([
  ['governance', ['default']],
  ['nobody', ['default']],
  ['action', ['No Tenant']],
])('keys enrol - refuses role %s for %j', async (role, tenants) => {
  const home = await freshHome();
  const out = join(home.dir, 'x.creds');
  await expect(writeEnrolment(home, { role, tenants, out })).rejects.toMatchObject({ exitCode: 2 });
});

test('keys - a file that does not hold them is named, and left as it is', async () => {
  const home = await freshHome();
  const trust = await keptTrust(home);
  const text = JSON.stringify(trust).replace(trust.system.account, trust.operator.publicKey);
  await writeFile(home.natsKeys, text);
  await expect(keptTrust(home)).rejects.toMatchObject({
    message: expect.stringContaining(home.natsKeys),
    remedy: expect.stringContaining('nats-config'),
  });
  expect(await readFile(home.natsKeys, 'utf8')).toBe(text);
});

test('keys rotate - after it the old keys count no more, and what was stored is there', async () => {
  const home = await freshHome();
  const Note = z.object({ n: z.int() });
  const write = async (trust: NatsTrust, servers: string) => {
    const auth = identitiesOf(trust, ['default']).identity('learning', 'l');
    return connectMesh({ servers, role: 'learning', instance: 'l', auth, connectWithinMs: 5000 });
  };
  const old = await keptTrust(home);
  const before = await start(home, old);
  const identities = identitiesOf(old, ['default']);
  await provision({ servers: before.url, auth: identities.provisioner() });
  const first = await write(old, before.url);
  await first.store('lessons', Note).put('kept', { n: 1 });
  // What was pushed is newer than what the configuration has.
  const auth = identities.system('g');
  const system = await connectSystem({ servers: before.url, instance: 'g', auth });
  await system.pushAccount(meshAccount(identities.keys, { revocations: {} }));
  await Promise.all([system.close(), first.close()]);
  await before.stop();

  await rotateKeys(home, home.operatorSeed);
  const rotated = await keptTrust(home);
  expect(await modeOf(home.natsKeys)).toBe(0o600);
  const after = await start(home, rotated);
  await expect(write(old, after.url)).rejects.toMatchObject({ code: 'MESH_NATS_REFUSED' });
  const second = await write(rotated, after.url);
  onTestFinished(() => second.close());
  expect((await second.store('lessons', Note).get('kept'))?.value).toEqual({ n: 1 });
  const seeds = (trust: NatsTrust): string[] => JSON.stringify(trust).match(/S[OAU][A-Z2-7]{56}/g) ?? [];
  expect(seeds(rotated)).toHaveLength(seeds(old).length);
  expect(seeds(rotated).filter((seed) => seeds(old).includes(seed))).toEqual([]);
});

test('keys rotate - changes nothing while a mesh runs, or without the operator that made them', async () => {
  const home = await freshHome();
  await makeHome(home);
  const trust = await keptTrust(home);
  const other = join(home.dir, 'other.seed');
  await writeFile(other, generateNKey('O').seed);
  await expect(rotateKeys(home, other)).rejects.toThrow('another operator');
  await writeFile(other, generateNKey('A').seed);
  await expect(rotateKeys(home, other)).rejects.toThrow('no operator seed');
  await expect(rotateKeys(home, join(home.dir, 'absent'))).rejects.toThrow('no operator seed');
  await takeLock(home);
  await expect(rotateKeys(home, home.operatorSeed)).rejects.toThrow(`pid ${process.pid}`);
  expect(await keptTrust(home)).toEqual(trust);
});

async function start(home: Home, trust: NatsTrust) {
  const server = await startNatsServer({
    storeDir: home.nats,
    authorization: operatorConfig(trust, { resolverDir: join(home.nats, 'accounts') }),
    logFile: join(home.logs, 'nats.log'),
  });
  onTestFinished(() => server.kill());
  return server;
}
