import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  Freeze,
  MeshError,
  newTraceParent,
  type Approval,
  type Proof,
  type ToolInput,
} from '@sremesh/contracts';
import { approverKeyOf, shownDigest, verifyProof } from '@sremesh/policy';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePrivate } from '../../src/home.ts';
import { run } from '../../src/program.ts';
import { opened, proposal } from '../support/events.ts';
import { runningGateway } from '../support/running-gateway.ts';
import { recordingTerminal } from '../support/terminal.ts';

const digest = shownDigest(proposal);
const approval: Approval = {
  id: 'apr-1',
  tenant: 'default',
  status: 'pending',
  incident: 'inc-1',
  proposal: { ...proposal, digest },
  digest,
  requiredRole: 'approver',
  requiredApprovals: 1,
  decisions: [],
  requestedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
};

let mesh: Awaited<ReturnType<typeof runningGateway>>;
/** What governance was asked to believe. */
const decisions: ToolInput<'decide_approval'>[] = [];
const switched: ToolInput<'set_freeze'>[] = [];
const revoked: ToolInput<'restrict_identity'>[] = [];
let shown = approval;

beforeAll(async () => {
  mesh = await runningGateway();
  const governance = await mesh.as('governance');
  await governance.serve({
    list_approvals: async ({ cursor }) =>
      cursor === undefined
        ? { items: [], nextCursor: `${approval.requestedAt}~none` }
        : { items: [shown], nextCursor: null },
    request_challenge: async ({ purpose, subject }) => ({
      challenge: `${purpose} of ${subject}`,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }),
    set_freeze: async (input) => {
      switched.push(input);
      const { frozen, reason } = input;
      const freeze: Freeze = { frozen, epoch: 1, reason, by: 'admin', at: new Date().toISOString() };
      return { freeze };
    },
    restrict_identity: async (input) => {
      revoked.push(input);
      return { instance: input.instance, tenants: [], revoked: true };
    },
    decide_approval: async (input) => {
      decisions.push(input);
      if (input.decision === 'deny') throw new MeshError('MESH_CONFLICT', 'it was decided already');
      return { approval: { ...approval, status: 'approved', decidedBy: 'admin' } };
    },
  });
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

test('commands - approvals show the values that would change, a page at a time', async () => {
  const { note } = await sremesh('approvals');
  const [, cursor = ''] = /--cursor '(.*)'/.exec(note) ?? [];
  const { out } = await sremesh('approvals', '--cursor', cursor);
  expect(out).toContain('apr-1  pending  inc-1');
  expect(out).toContain('retention.ms: 24000 → 96000');
});

test.each(['apr-1', 'inc-1'])('commands - approve %s decides by the digest that was shown', async (id) => {
  const { code, out } = await sremesh('approve', id, '--why', 'looks right');
  expect([code, out]).toEqual([0, `apr-1 approved: ${proposal.summary}`]);
  const decision = { decision: 'approve' as const, digest, reason: 'looks right' };
  const { proof, ...rest } = decisions.at(-1) ?? {};
  expect(rest).toEqual({ id: 'apr-1', ...decision });
  expect(signedBy(adminKey(), proof, 'decide_approval', 'apr-1', decision)).toBe(true);
});

const adminKey = () => approverKeyOf(readFileSync(mesh.home.adminToken, 'utf8').trim()).publicKey;

const signedBy = (
  publicKey: string,
  proof: Proof | undefined,
  purpose: string,
  subject: string,
  decision: Record<string, string | string[]>,
  approver = 'admin',
) =>
  proof !== undefined &&
  verifyProof(
    proof,
    { purpose, subject, challenge: `${purpose} of ${subject}`, approver, decision },
    publicKey,
  );

test('commands - nothing is signed where the change shown is not the one of the digest', async () => {
  const before = decisions.length;
  shown = { ...approval, proposal: { ...approval.proposal, summary: 'harmless' } };
  const { code, note } = await sremesh('approve', 'apr-1');
  shown = approval;
  expect([code, decisions.length]).toEqual([1, before]);
  expect(note).toContain('is not the one its digest is of');
});

test('commands - approver create makes a key for its owner alone, and approve --key signs with it', async () => {
  const file = join(mesh.home.dir, 'carla.key');
  const made = await sremesh('approver', 'create', 'carla', '--role', 'admin', '--out', file);
  const record = JSON.parse(made.out);
  expect(record).toMatchObject({ name: 'carla', role: 'admin', tenants: ['default'] });
  expect(Object.keys(record)).not.toContain('seed');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await sremesh('approver', 'create', 'carla', '--out', file);
  expect([again.code, again.out]).toEqual([1, '']);
  expect((await sremesh('approve', 'apr-1', '--key', file)).code).toBe(0);
  const decision = { decision: 'approve' as const, digest, reason: '' };
  const { proof } = decisions.at(-1) ?? {};
  expect(signedBy(record.publicKey, proof, 'decide_approval', 'apr-1', decision, 'carla')).toBe(true);
  await writePrivate(mesh.home.approvers, JSON.stringify([record]));
  const listed = JSON.parse((await sremesh('approver', 'list', '--json')).out);
  expect(listed.items).toEqual([record]);
});

test('commands - freeze needs no signature, unfreeze is signed here', async () => {
  expect((await sremesh('freeze', '--why', 'looks odd')).out).toContain('frozen, by admin at');
  expect(switched.at(-1)).toEqual({ frozen: true, reason: 'looks odd' });
  const { out } = await sremesh('unfreeze', '--why', 'all is well', '--json');
  expect(Freeze.parse(JSON.parse(out))).toMatchObject({ frozen: false });
  const { proof } = switched.at(-1) ?? {};
  expect(signedBy(adminKey(), proof, 'unfreeze', 'default', { reason: 'all is well' })).toBe(true);
});

test('commands - agents revoke is signed here, over the instance and the reason', async () => {
  const { code, out } = await sremesh('agents', 'revoke', 'a-1', '--why', 'odd', '--json');
  expect([code, JSON.parse(out)]).toEqual([0, { instance: 'a-1', tenants: [], revoked: true }]);
  const { proof } = revoked.at(-1) ?? {};
  expect(signedBy(adminKey(), proof, 'restrict_identity', 'a-1', { tenants: [], reason: 'odd' })).toBe(true);
});

test("commands - governance's refusal fails the command with its reason", async () => {
  const { code, note } = await sremesh('deny', 'apr-1', '--why', 'no');
  expect(code).toBe(1);
  expect(note).toContain('it was decided already');
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
