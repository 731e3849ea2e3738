import { MeshError, newTraceParent, type ToolCallContext } from '@sremesh/contracts';
import { connectRecords, LeaseRecord, type Records } from '@sremesh/mesh';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { createLeader, type Leader } from '../../src/leader/leader.ts';
import { leaderOnly } from '../../src/leader/leader-only.ts';
import { leadersSigner } from '../../src/leader/signer.ts';

let nats: TestMesh;
beforeEach(async () => {
  nats = await startTestMesh();
});
afterEach(() => nats.close());

let count = 0;

async function replica(): Promise<{ instance: string; records: Records; leader: Leader }> {
  const instance = `g${(count += 1)}`;
  const auth = nats.records(instance);
  const records = await connectRecords({ servers: nats.server.url, instance, auth });
  const leader = createLeader(records, instance, pino({ level: 'silent' }));
  onTestFinished(async () => {
    await leader.close();
    await records.close({ timeoutMs: 500 });
  });
  await leader.known();
  return { instance, records, leader };
}

async function pair() {
  const one = await replica();
  const two = await replica();
  return one.leader.isLeader() ? { first: one, second: two } : { first: two, second: one };
}

/** Once the server has answered, it also knows what was subscribed before. */
const heardOf = async ({ records }: { records: Records }): Promise<void> =>
  void (await records.store('leases', LeaseRecord).get('leader'));

const call = (): ToolCallContext => ({
  caller: 'gateway',
  tenant: 'default',
  traceparent: newTraceParent(),
  incident: 'inc-1',
  principal: { name: 'ann', role: 'approver', tenants: ['default'] },
  signal: new AbortController().signal,
  progress: async () => undefined,
});

const input = { frozen: true, reason: 'why' };
const freeze = { frozen: true, epoch: 1, reason: 'why', by: 'ann', at: new Date().toISOString() };

it('leader - a tool that only the leader may do is done by it wherever it is called, in the same context', async () => {
  const { first, second } = await pair();
  const done: unknown[] = [];
  const toolOf = ({ leader, instance }: { leader: Leader; instance: string }) =>
    leaderOnly(leader, 'set_freeze', async (asked, { caller, tenant, traceparent, incident, principal }) => {
      done.push({ by: instance, asked, caller, tenant, traceparent, incident, principal });
      return { freeze };
    });
  const [mine, theirs] = [toolOf(first), toolOf(second)];
  await heardOf(first);
  const asking = call();
  for (const tool of [mine, theirs]) expect(await tool(input, asking)).toEqual({ freeze });
  const { caller, tenant, traceparent, incident, principal } = asking;
  const once = { by: first.instance, asked: input, caller, tenant, traceparent, incident, principal };
  expect(done).toEqual([once, once]);
});

it('leader - what it refuses comes back to the caller of a follower as it was', async () => {
  const { first, second } = await pair();
  const refuse = async (): Promise<never> => {
    throw new MeshError('MESH_EXPIRED', 'reason: too late', { remedy: 'Ask anew.' });
  };
  leaderOnly(first.leader, 'set_freeze', refuse);
  await heardOf(first);
  const follower = leaderOnly(second.leader, 'set_freeze', async () => ({ freeze }));
  await expect(follower(input, call())).rejects.toMatchObject({
    code: 'MESH_EXPIRED',
    message: expect.stringContaining('too late'),
    remedy: 'Ask anew.',
  });
});

it('leader - while there is none nothing is done, and the caller may try again; soon there is one', async () => {
  const { first, second } = await pair();
  let done = 0;
  const tools = [first, second].map(({ leader }) =>
    leaderOnly(leader, 'set_freeze', async () => {
      done += 1;
      return { freeze };
    }),
  );
  // The leader is cut off from its records, as by a crash: it cannot give the lease back.
  await first.records.close({ timeoutMs: 100 });
  await until('it to be over', () => (first.leader.isLeader() ? undefined : true));
  const results = await Promise.allSettled(tools.map((tool) => tool(input, call())));
  const reasons = results.map((result) => (result.status === 'rejected' ? result.reason : undefined));
  expect(done).toBe(0);
  expect(reasons[1]).toMatchObject({
    code: 'MESH_NO_RESPONDER',
    retryable: true,
    message: expect.stringContaining('no leader at the moment'),
  });
  expect(() => first.leader.assertLeading()).toThrow('no leader at the moment');
  await until('a new leader', () => second.leader.isLeader() || undefined, 2500);
  expect(await tools[1]?.(input, call())).toEqual({ freeze });
});

it('leader - whoever waits for a leader that is gone is told to try again when another one leads', async () => {
  const { first, second } = await pair();
  const asked = new Promise<void>((resolve) => {
    leaderOnly(first.leader, 'set_freeze', () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  await heardOf(first);
  const waiting = leaderOnly(second.leader, 'set_freeze', async () => ({ freeze }))(input, call());
  const refused = waiting.catch((error: unknown) => error);
  await asked;
  first.records.close({ timeoutMs: 10 }).catch(() => undefined);
  expect(await refused).toMatchObject({ code: 'MESH_NO_RESPONDER', retryable: true });
  expect(second.leader.isLeader()).toBe(true);
});

it('leader - signs while it leads and not afterwards', async () => {
  const { first, second } = await pair();
  let signed = 0;
  const signer = {
    sign: (): never => {
      signed += 1;
      throw new Error('signed');
    },
  };
  const body = {} as never;
  expect(() => leadersSigner(second.leader, signer).sign(body)).toThrow('no leader');
  expect(() => leadersSigner(first.leader, signer).sign(body)).toThrow('signed');
  await first.leader.close();
  expect(() => leadersSigner(first.leader, signer).sign(body)).toThrow('no leader');
  expect(signed).toBe(1);
});
