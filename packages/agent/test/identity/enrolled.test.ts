import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MeshError, type AgentStatus } from '@sremesh/contracts';
import { connectSystem, type IdentityGiver } from '@sremesh/mesh';
import { credsFile, generateNKey, meshAccount, mintEnrolment, mintUser } from '@sremesh/policy';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('learning.ts', import.meta.url));
const seconds = () => Math.floor(Date.now() / 1000);

let nats: TestMesh;
let seen: AgentStatus[];
let listening: { close(): Promise<void> };
beforeAll(async () => {
  nats = await startTestMesh(['default']);
});
beforeEach(async () => {
  seen = [];
  listening = (await nats.connect('gateway')).onHeartbeat((status) => void seen.push(status));
});
afterEach(() => listening.close());
afterAll(() => nats.close());

function credential(lifeSeconds = 60): string {
  const { publicKey, seed } = generateNKey('U');
  const request = { tenants: ['default'], publicKey, lifeSeconds };
  return JSON.stringify({ jwt: mintEnrolment(nats.enrolKey, { role: 'learning', ...request }), seed });
}

/** The agent as its supervisor starts it, and what it logged. */
const start = (instance: string, enrolment = credential()) =>
  startWith({ SREMESH_INSTANCE: instance, SREMESH_ENROLMENT: enrolment });

function startWith(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { PATH: process.env['PATH'] ?? '', NATS_URL: nats.server.url, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, exit: once(child, 'exit'), output: () => output };
}

/** Governance for these tests: gives JWTs of a life, and counts what it is asked. */
async function giving(lifeSeconds: number, change: Partial<IdentityGiver> = {}) {
  const mesh = await nats.connect('governance');
  const asked = { keys: new Set<string>(), enrolments: 0, renewals: 0 };
  const mint = (instance: string, publicKey: string) =>
    mintUser(nats.keys, { role: 'learning', instance, tenants: ['default'], publicKey, lifeSeconds });
  const answering = mesh.answerIdentities({
    enrol: async (_, { instance, publicKey }) => {
      asked.enrolments += 1;
      asked.keys.add(publicKey);
      return mint(instance, publicKey);
    },
    renew: async ({ instance }, { publicKey }) => {
      asked.renewals += 1;
      asked.keys.add(publicKey);
      return mint(instance, publicKey);
    },
    ...change,
  });
  onTestFinished(() => answering.close());
  return { mesh, asked };
}

const beatOf = (instance: string, after = 0) =>
  until(
    `a heartbeat of ${instance}`,
    () => seen.slice(after).find((beat) => beat.instance === instance),
    30_000,
  );

describe('enrolled identity', { timeout: 90_000 }, () => {
  it('is asked for until governance is there, with one key, and ends with its process', async () => {
    const { exit, child, output } = start('waits');
    await until('it to wait', () => output().includes('waiting for governance') || undefined);
    const { asked } = await giving(3600);
    await beatOf('waits');
    expect(asked).toMatchObject({ enrolments: 1, renewals: 0 });
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('is asked for with the credentials file of an agent that nobody supervises', async () => {
    await giving(3600);
    const { publicKey, seed } = generateNKey('U');
    const request = { role: 'learning', tenants: ['default'], publicKey, lifeSeconds: 60 } as const;
    const file = join(await mkdtemp(join(tmpdir(), 'sremesh-creds-')), 'learning.creds');
    onTestFinished(() => rm(dirname(file), { recursive: true }));
    await writeFile(
      file,
      credsFile(mintEnrolment(nats.enrolKey, { ...request, tenants: ['default'] }), seed),
    );
    startWith({ SREMESH_INSTANCE: 'by-file', NATS_CREDS: file });
    await beatOf('by-file');
  });

  it.each([
    ['that is not there', undefined, 'cannot be read'],
    ['that holds something else', 'no credentials', 'holds no user JWT and seed'],
  ])('is not asked for with a file %s; the variable is named', async (_, text, problem) => {
    const file = join(await mkdtemp(join(tmpdir(), 'sremesh-creds-')), 'learning.creds');
    onTestFinished(() => rm(dirname(file), { recursive: true }));
    if (text !== undefined) await writeFile(file, text);
    const { exit, output } = startWith({ NATS_CREDS: file });
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain('NATS_CREDS');
    expect(output()).toContain(problem);
  });

  it('is not waited for by a process that is told to end', async () => {
    const { exit, child, output } = start('impatient');
    await until('it to wait', () => output().includes('waiting for governance') || undefined);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('is renewed at half its life, and the connection outlives the JWT it began with', async () => {
    const { asked } = await giving(4);
    const { child } = start('renews');
    await beatOf('renews');
    await until('three renewals', () => asked.renewals >= 3 || undefined);
    const beats = seen.length;
    expect((await beatOf('renews', beats)).pid).toBe(child.pid);
    expect(asked.keys.size).toBe(1);
    expect(asked.enrolments).toBe(1);
  });

  it('is replaced by one that governance hands over, unless that is of another key or older', async () => {
    const { mesh, asked } = await giving(3600);
    const { output } = start('pushed');
    await beatOf('pushed');
    const publicKey = [...asked.keys][0] ?? '';
    const name = { role: 'learning', instance: 'pushed' } as const;
    const mint = (key: string, issuedAt: number) =>
      mintUser(nats.keys, { ...name, tenants: ['default'], publicKey: key, lifeSeconds: 600, issuedAt });
    await mesh.pushIdentity(name, mint(generateNKey('U').publicKey, seconds()));
    await mesh.pushIdentity(name, mint(publicKey, seconds() - 1000));
    await mesh.pushIdentity(name, 'nonsense');
    await until('three to be ignored', () => output().split('ignored an identity').length > 3 || undefined);
    await mesh.pushIdentity(name, mint(publicKey, seconds() + 1));
    await until('it to be taken', () => output().includes('has a newer identity') || undefined);
  });

  it('is lost where NATS goes on refusing it: the process says so and ends with 1', async () => {
    const { asked } = await giving(3600);
    const { exit, output } = start('revoked');
    await beatOf('revoked');
    const system = await connectSystem({ servers: nats.server.url, instance: 'g', auth: nats.system('g') });
    const revocations = { [[...asked.keys][0] ?? '']: seconds() + 1 };
    const since = performance.now();
    await system.pushAccount(meshAccount(nats.keys, { revocations }));
    expect(await exit).toEqual([1, null]);
    expect(performance.now() - since).toBeGreaterThan(4500);
    expect(output()).toContain('NATS refuses the identity of this process');
    await system.close();
  });

  it.each([
    ['no credential', '', 'SREMESH_ENROLMENT'],
    ['a credential that is none', '{"jwt":"x","seed":"secret-text"}', 'no user JWT of NATS'],
  ])('is not had with %s', async (_, enrolment, message) => {
    const { exit, output } = start('without', enrolment);
    expect(await exit).toEqual([1, null]);
    expect(output()).toContain(message);
    expect(output()).not.toContain('secret-text');
  });

  it('is not had where governance refuses, or the credential has expired', async () => {
    await giving(3600, {
      enrol: async () => {
        throw new MeshError('MESH_PERMISSION_DENIED', 'it was used already', { remedy: 'Start anew.' });
      },
    });
    const refused = start('refused');
    expect(await refused.exit).toEqual([1, null]);
    expect(refused.output()).toContain('it was used already');
    const old = credential(1);
    await until('its end', () => seconds() > expiryOf(old) || undefined);
    const late = start('late', old);
    expect(await late.exit).toEqual([1, null]);
    expect(late.output()).toContain('refuses the identity');
  });
});

const expiryOf = (credentialText: string): number => {
  const { jwt } = JSON.parse(credentialText);
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString()).exp;
};
