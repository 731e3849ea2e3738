import { Freeze, freezeKey, neverFrozen, type ToolInput } from '@sremesh/contracts';
import { approverKeyOf, verifyProof } from '@sremesh/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, startGateway, type TestGateway, type Who } from '../support/start-gateway.ts';

let gateway: TestGateway;
const frozen: ToolInput<'set_freeze'>[] = [];
const restricted: ToolInput<'restrict_identity'>[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  const governance = await gateway.as('governance');
  const store = governance.store('freeze', Freeze);
  await governance.serve({
    request_challenge: async ({ subject }) => ({
      challenge: `challenge of ${subject}`,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }),
    set_freeze: async (input, { principal }) => {
      frozen.push(input);
      const { frozen: on, reason } = input;
      const freeze = {
        frozen: on,
        epoch: 1,
        reason,
        by: principal?.name ?? '',
        at: new Date().toISOString(),
      };
      await store.put(freezeKey, freeze);
      return { freeze };
    },
    restrict_identity: async (input) => {
      restricted.push(input);
      return { instance: input.instance, tenants: input.tenants, revoked: input.tenants.length === 0 };
    },
  });
}, 30_000);
afterAll(() => gateway.close());

const call = (method: string, path: string, who: Who, body?: unknown) =>
  gateway.fetch(path, who, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

test('freeze - anybody may see it, an operator sets it, and it is what governance keeps', async () => {
  expect(await bodyOf(await call('GET', '/api/v1/freeze', 'viewer'))).toEqual(neverFrozen);
  const set = await call('POST', '/api/v1/freeze', 'operator', { reason: 'looks odd' });
  expect(await bodyOf(set)).toMatchObject({ frozen: true, by: 'olga', reason: 'looks odd' });
  expect(frozen.at(-1)).toEqual({ frozen: true, reason: 'looks odd' });
  expect(await bodyOf(await call('GET', '/api/v1/freeze', 'viewer'))).toMatchObject({ frozen: true });
});

test('freeze - takes no body at all: who stops the mesh need not think of one', async () => {
  expect((await call('POST', '/api/v1/freeze', 'operator')).status).toBe(200);
  expect(frozen.at(-1)).toEqual({ frozen: true, reason: '' });
});

test('freeze - is lifted with a proof by the key of the token', async () => {
  expect((await call('DELETE', '/api/v1/freeze', 'approver')).status).toBe(200);
  const { proof, reason } = frozen.at(-1) ?? {};
  const statement = {
    purpose: 'unfreeze',
    subject: 'default',
    challenge: 'challenge of default',
    approver: 'anna',
    decision: { reason: reason ?? '' },
  };
  const { publicKey } = approverKeyOf(gateway.tokens.approver);
  expect(proof && verifyProof(proof, statement, publicKey)).toBe(true);
});

test.each<[string, string, Who, unknown]>([
  ['POST', '/api/v1/freeze', 'viewer', { reason: 'x' }],
  ['DELETE', '/api/v1/freeze', 'operator', undefined],
  ['POST', '/api/v1/agents/a-1/restrict', 'approver', { tenants: [], reason: 'x' }],
])('freeze - %s %s as %s answers 403', async (method, path, who, body) => {
  const before = frozen.length + restricted.length;
  expect((await call(method, path, who, body)).status).toBe(403);
  expect(frozen.length + restricted.length).toBe(before);
});

test('freeze - an agent is revoked by an admin, with a proof over exactly that', async () => {
  const response = await call('POST', '/api/v1/agents/a-1/restrict', 'admin', { tenants: [], reason: 'odd' });
  expect(await bodyOf(response)).toEqual({ instance: 'a-1', tenants: [], revoked: true });
  const { proof } = restricted.at(-1) ?? {};
  const statement = {
    purpose: 'restrict_identity',
    subject: 'a-1',
    challenge: 'challenge of a-1',
    approver: 'adam',
    decision: { tenants: [], reason: 'odd' },
  };
  expect(proof && verifyProof(proof, statement, approverKeyOf(gateway.tokens.admin).publicKey)).toBe(true);
});
