import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Freeze, MeshError, type Proof } from '@sremesh/contracts';
import { approverKeyOf, verifyProof } from '@sremesh/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePrivate } from '../../src/home.ts';
import { run } from '../../src/program.ts';
import { approval, believing } from '../support/believing.ts';
import { runningGateway } from '../support/running-gateway.ts';
import { recordingTerminal } from '../support/terminal.ts';

const { digest, proposal } = approval;
const { handlers, decisions, switched, revoked, show, refuse } = believing();
let mesh: Awaited<ReturnType<typeof runningGateway>>;

beforeAll(async () => {
  mesh = await runningGateway();
  const governance = await mesh.as('governance');
  await governance.serve(handlers);
}, 60_000);
afterAll(() => mesh.close());

async function sremesh(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await run(args, { env: mesh.env, terminal, signal: new AbortController().signal });
  return { code, out: terminal.outLines.join('\n'), note: terminal.noteLines.join('\n') };
}

test('signed commands - approvals show the values that would change, a page at a time', async () => {
  const { note } = await sremesh('approvals');
  const [, cursor = ''] = /--cursor '(.*)'/.exec(note) ?? [];
  const { out } = await sremesh('approvals', '--cursor', cursor);
  expect(out).toContain('apr-1  pending  inc-1');
  expect(out).toContain('retention.ms: 24000 → 96000');
});

test.each(['apr-1', 'inc-1'])(
  'signed commands - approve %s decides by the digest that was shown',
  async (id) => {
    const { code, out } = await sremesh('approve', id, '--why', 'looks right');
    expect([code, out]).toEqual([0, `apr-1 approved: ${proposal.summary}`]);
    const decision = { decision: 'approve' as const, digest, reason: 'looks right' };
    const { proof, ...rest } = decisions.at(-1) ?? {};
    expect(rest).toEqual({ id: 'apr-1', ...decision });
    expect(signedBy(adminKey(), proof, 'decide_approval', 'apr-1', decision)).toBe(true);
  },
);

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

test('signed commands - nothing is signed where the change shown is not the one of the digest', async () => {
  const before = decisions.length;
  show({ ...approval, proposal: { ...proposal, summary: 'harmless' } });
  const { code, note } = await sremesh('approve', 'apr-1');
  show(approval);
  expect([code, decisions.length]).toEqual([1, before]);
  expect(note).toContain('is not the one its digest is of');
});

test('signed commands - approver create makes a key for its owner alone, and approve --key signs with it', async () => {
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

test('signed commands - freeze needs no signature, unfreeze is signed here', async () => {
  expect((await sremesh('freeze', '--why', 'looks odd')).out).toContain('frozen, by admin at');
  expect(switched.at(-1)).toEqual({ frozen: true, reason: 'looks odd' });
  const { out } = await sremesh('unfreeze', '--why', 'all is well', '--json');
  expect(Freeze.parse(JSON.parse(out))).toMatchObject({ frozen: false });
  const { proof } = switched.at(-1) ?? {};
  expect(signedBy(adminKey(), proof, 'unfreeze', 'default', { reason: 'all is well' })).toBe(true);
});

test('signed commands - agents revoke is signed here, over the instance and the reason', async () => {
  const { code, out } = await sremesh('agents', 'revoke', 'a-1', '--why', 'odd', '--json');
  expect([code, JSON.parse(out)]).toEqual([0, { instance: 'a-1', tenants: [], revoked: true }]);
  const { proof } = revoked.at(-1) ?? {};
  expect(signedBy(adminKey(), proof, 'restrict_identity', 'a-1', { tenants: [], reason: 'odd' })).toBe(true);
});

test("signed commands - governance's refusal fails the command with its reason", async () => {
  refuse(new MeshError('MESH_CONFLICT', 'it was decided already'));
  const { code, note } = await sremesh('deny', 'apr-1', '--why', 'no');
  expect(code).toBe(1);
  expect(note).toContain('it was decided already');
});
