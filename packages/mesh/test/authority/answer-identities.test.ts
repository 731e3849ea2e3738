import { enrolling, MeshError, subjects } from '@sremesh/contracts';
import type { IdentityGiver, Mesh } from '@sremesh/mesh';
import { connect, jwtAuthenticator, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agent, keepingLog, rawConnection, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const asked: { asked: unknown; request: unknown }[] = [];
const giver: IdentityGiver = {
  async enrol(who, request) {
    asked.push({ asked: who, request });
    return 'a-jwt';
  },
  async renew(who, request) {
    asked.push({ asked: who, request });
    throw new MeshError('MESH_PERMISSION_DENIED', 'renewal: no', { remedy: 'Start anew.' });
  },
};

/** A connection with a one-use credential, and the key it has there. */
async function enrollee(): Promise<{ connection: NatsConnection; key: string }> {
  const { publicKey, seed, jwt } = nats.enrolment('action');
  const connection = await connect({
    servers: nats.url,
    inboxPrefix: subjects.inboxPrefix(enrolling, publicKey),
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
  });
  onTestFinished(() => connection.close());
  return { connection, key: publicKey };
}

async function governance(): Promise<{ mesh: Mesh; lines: { message: string }[] }> {
  const log = keepingLog();
  const mesh = await agent(nats, 'governance', log);
  mesh.answerIdentities(giver);
  return { mesh, lines: log.lines };
}

const request = { instance: 'new', publicKey: `U${'A'.repeat(55)}`, enrolment: 'credential' };

test('identities - a request to enrol is answered, with what NATS enforced of who asks; a malformed one says why', async () => {
  await governance();
  const { connection, key } = await enrollee();
  const subject = subjects.enrol('action', key);
  const ask = async (body: string) => (await connection.request(subject, body, { timeout: 3000 })).json();
  const before = asked.length;
  expect(await ask(JSON.stringify(request))).toEqual({ jwt: 'a-jwt' });
  expect(asked.slice(before)).toEqual([{ asked: { role: 'action', key }, request }]);
  expect(await ask('{"instance":')).toMatchObject({
    error: { message: expect.stringContaining('a request') },
  });
  expect(await ask(JSON.stringify({ ...request, instance: '*.>' }))).toMatchObject({
    error: { message: expect.stringContaining('instance') },
  });
  expect(asked).toHaveLength(before + 1);
});

test('identities - a renewal that is refused says why and what to do', async () => {
  await governance();
  const connection = await rawConnection(nats, 'action', 'mine');
  const body = JSON.stringify({ publicKey: request.publicKey });
  const answer = await connection.request(subjects.renew('action', 'mine'), body, { timeout: 3000 });
  expect(answer.json()).toMatchObject({ error: { message: 'renewal: no', remedy: 'Start anew.' } });
  expect(asked.at(-1)).toMatchObject({ asked: { role: 'action', instance: 'mine' } });
});

test('identities - a request whose answer would go to somebody else is not answered', async () => {
  const { lines } = await governance();
  const victim = await rawConnection(nats, 'reasoning', 'victim');
  const heard: string[] = [];
  victim.subscribe('_INBOX.reasoning.victim.>', { callback: (_, { subject }) => void heard.push(subject) });
  await victim.flush();
  const { connection, key } = await enrollee();
  const before = asked.length;
  connection.publish(subjects.enrol('action', key), JSON.stringify(request), {
    reply: '_INBOX.reasoning.victim.x',
  });
  await until('it to be noticed', () => lines.some(({ message }) => message.includes('inbox')));
  const answer = await connection.request(subjects.enrol('action', key), JSON.stringify(request));
  expect(answer.json()).toEqual({ jwt: 'a-jwt' });
  expect([heard, asked.length]).toEqual([[], before + 1]);
});

test('identities - an instance is handed a JWT on the subject that only it hears', async () => {
  const { mesh } = await governance();
  const connection = await rawConnection(nats, 'action', 'narrowed');
  const got: unknown[] = [];
  connection.subscribe(subjects.identity('action', 'narrowed'), {
    callback: (_, message) => void got.push(message.json()),
  });
  await connection.flush();
  await mesh.pushIdentity({ role: 'action', instance: 'another' }, 'not-for-it');
  await mesh.pushIdentity({ role: 'action', instance: 'narrowed' }, 'newer');
  await until('it', () => got.length > 0);
  expect(got).toEqual([{ jwt: 'newer' }]);
});
