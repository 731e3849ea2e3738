import {
  MeshError,
  Problem,
  type MeshErrorCode,
  type ToolCallContext,
  type ToolInput,
} from '@sremesh/contracts';
import { approverKeyOf, generateKeyPair, signProof, verifyProof } from '@sremesh/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approval } from '../support/approval.ts';
import { bodyOf, startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
const calls: { input: ToolInput<'decide_approval'>; call: ToolCallContext }[] = [];
/** What governance refuses a decision with next. */
let refusal: MeshError | undefined;

beforeAll(async () => {
  gateway = await startGateway();
  const governance = await gateway.as('governance');
  await governance.serve({
    list_approvals: async ({ status, cursor }) =>
      cursor === undefined && (status === undefined || status === approval.status)
        ? { items: [approval], nextCursor: `${approval.requestedAt}~${approval.id}` }
        : { items: [], nextCursor: null },
    request_challenge: async ({ subject }) => ({
      challenge: `challenge of ${subject}`,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }),
    decide_approval: async (input, call) => {
      calls.push({ input, call });
      if (refusal !== undefined) throw refusal;
      return { approval: { ...approval, status: 'approved', decidedBy: input.proof.approver } };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

const decide = (body: unknown) =>
  gateway.fetch('/api/v1/approvals/apr-1', 'approver', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const decision = { decision: 'approve' as const, digest: 'sha256:1', reason: 'looks right' };
const statement = {
  purpose: 'decide_approval',
  subject: 'apr-1',
  challenge: 'challenge of apr-1',
  approver: 'anna',
  decision,
};

test('approvals - are those that governance lists, by status and page', async () => {
  const pending = await bodyOf(await gateway.fetch('/api/v1/approvals?status=pending', 'viewer'));
  expect(pending).toEqual({ items: [approval], nextCursor: expect.stringContaining('~apr-1') });
  const denied = await gateway.fetch('/api/v1/approvals?status=denied', 'viewer');
  expect((await bodyOf(denied))['items']).toEqual([]);
  const cursor = encodeURIComponent(String(pending['nextCursor']));
  const next = await gateway.fetch(`/api/v1/approvals?cursor=${cursor}`, 'viewer');
  expect(await bodyOf(next)).toEqual({ items: [], nextCursor: null });
  expect((await gateway.fetch('/api/v1/approvals?cursor=x', 'viewer')).status).toBe(400);
});

test('approvals - a decision reaches governance signed with the key of the token it came with', async () => {
  const response = await decide(decision);
  expect(await response.json()).toMatchObject({ status: 'approved', decidedBy: 'anna' });
  const last = calls.at(-1);
  expect(last?.input).toMatchObject({ id: 'apr-1', ...decision });
  const { proof = { approver: '', challenge: '', signature: '' } } = last?.input ?? {};
  const { publicKey } = approverKeyOf(gateway.tokens.approver);
  expect(verifyProof(proof, statement, publicKey)).toBe(true);
  expect(verifyProof(proof, statement, approverKeyOf(gateway.tokens.admin).publicKey)).toBe(false);
  expect(last?.call.caller).toBe('gateway');
});

test("approvals - a person's own proof is passed on as it is, and the gateway signs nothing", async () => {
  const issued = await gateway.fetch('/api/v1/challenges', 'approver', {
    method: 'POST',
    body: JSON.stringify({ purpose: 'decide_approval', subject: 'apr-1' }),
  });
  expect(await issued.json()).toMatchObject({
    challenge: 'challenge of apr-1',
    subject: 'apr-1',
    approver: 'anna',
  });
  const proof = signProof(generateKeyPair().seed, { ...statement, approver: 'carla' });
  expect((await decide({ ...decision, proof })).status).toBe(200);
  expect(calls.at(-1)?.input.proof).toEqual(proof);
});

test('approvals - a challenge is not for those who may not decide', async () => {
  const body = JSON.stringify({ purpose: 'decide_approval', subject: 'apr-1' });
  const response = await gateway.fetch('/api/v1/challenges', 'operator', { method: 'POST', body });
  expect(response.status).toBe(403);
});

test.each<[MeshErrorCode, number]>([
  ['MESH_PERMISSION_DENIED', 403],
  ['MESH_NOT_FOUND', 404],
  ['MESH_CONFLICT', 409],
  ['MESH_EXPIRED', 410],
])("approvals - governance's refusal %s is a %i that says why and what to do", async (code, status) => {
  refusal = new MeshError(code, 'field: it is not so', { remedy: 'Make it so.' });
  const response = await decide(decision);
  refusal = undefined;
  expect(response.status).toBe(status);
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ detail: 'decide_approval: field: it is not so', remedy: 'Make it so.' });
});

test.each([
  ['not JSON', '{', 'body'],
  ['an unknown decision', { decision: 'maybe', digest: 'sha256:1' }, 'decision'],
  ['no digest', { decision: 'approve' }, 'digest'],
  ['a proof that is none', { ...decision, proof: { approver: 'anna' } }, 'proof'],
])('approvals - %s is refused and the field named', async (_, body, field) => {
  const before = calls.length;
  const response = await decide(body);
  expect(response.status).toBe(400);
  expect(Problem.parse(await response.json()).detail).toContain(field);
  expect(calls.length).toBe(before);
});
