import { MeshError, type ToolOutput } from '@sremesh/contracts';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { agent, context, newIncident, startMeshServer } from '../support/agents.ts';
import type { TestNats } from '../support/nats-server.ts';
import { until } from '../support/until.ts';
import { onePage } from '../support/no-topics.ts';

let nats: TestNats;
beforeAll(async () => {
  nats = await startMeshServer();
});
afterAll(() => nats.close());

const topics = (omitted: number): ToolOutput<'describe_topics'> => ({
  observedAt: new Date().toISOString(),
  partitions: [],
  omitted,
  ...onePage,
});

const failing = (promise: Promise<unknown>): Promise<MeshError> =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => {
      if (error instanceof MeshError) return error;
      throw error;
    },
  );

test('call - a tool gets checked arguments with defaults, and the context of its call', async () => {
  const perception = await agent(nats, 'perception');
  const seen: unknown[] = [];
  await perception.serve({
    describe_topics: async (input, { caller, tenant, incident, traceparent }) => {
      seen.push({ input, caller, tenant, incident, traceparent });
      return topics(3);
    },
  });
  const reasoning = await agent(nats, 'reasoning');
  const incident = newIncident();
  const call = context(incident);
  expect(await reasoning.call('describe_topics', { topics: ['orders'] }, call)).toMatchObject({ omitted: 3 });
  expect(seen).toEqual([
    {
      input: { topics: ['orders'], onlyLeaderSkew: false, onlyUnhealthy: false, limit: 200 },
      caller: 'reasoning',
      tenant: 'default',
      incident,
      traceparent: call.traceparent,
    },
  ]);
});

test('call - many at once over one connection each get their own answer', async () => {
  const perception = await agent(nats, 'perception');
  await perception.serve({ describe_topics: async ({ limit }) => topics(limit) });
  const callers = [
    await agent(nats, 'reasoning'),
    await agent(nats, 'reasoning'),
    await agent(nats, 'gateway'),
  ];
  const answers = callers.flatMap((caller) =>
    Array.from({ length: 200 }, async (_, n) => {
      const { omitted } = await caller.call('describe_topics', { limit: n + 1 }, context());
      return omitted === n + 1;
    }),
  );
  expect(await Promise.all(answers)).not.toContain(false);
});

test('call - progress arrives in order and before the result, also the last one', async () => {
  const perception = await agent(nats, 'perception');
  await perception.serve({
    describe_topics: async (_input, call) => {
      for (const step of [1, 2, 3]) await call.progress(step, 3, `step ${step}`);
      return topics(0);
    },
  });
  const gateway = await agent(nats, 'gateway');
  const steps: unknown[] = [];
  const onProgress = (...step: unknown[]): void => void steps.push(step);
  await gateway.call('describe_topics', {}, context(), { onProgress });
  expect(steps).toEqual([
    [1, 3, 'step 1'],
    [2, 3, 'step 2'],
    [3, 3, 'step 3'],
  ]);
});

test('call - a cancelled call aborts the handler of that call only, though two callers use the same ids', async () => {
  const perception = await agent(nats, 'perception');
  const running = new Map<number, AbortSignal>();
  await perception.serve({
    describe_topics: async ({ limit }, { signal }) => {
      running.set(limit, signal);
      await until('the end of the call', () => signal.aborted || limit === 2, 2000).catch(() => undefined);
      return topics(limit);
    },
  });
  const [first, second] = [await agent(nats, 'reasoning'), await agent(nats, 'reasoning')];
  const cancel = new AbortController();
  const one = failing(first.call('describe_topics', { limit: 1 }, context(), { signal: cancel.signal }));
  const other = failing(second.call('describe_topics', { limit: 3 }, context(), { timeoutMs: 1000 }));
  await until('both calls to run', () => running.size === 2);
  cancel.abort(new Error('enough'));
  expect(await one).toMatchObject({ code: 'MESH_TIMEOUT', message: expect.stringContaining('enough') });
  await until('the first handler to stop', () => running.get(1)?.aborted);
  expect(running.get(3)?.aborted).toBe(false);
  expect(await other).toMatchObject({ code: 'MESH_TIMEOUT', retryable: true });
  await until('the timed out call to be cancelled too', () => running.get(3)?.aborted);
});

test('call - what a tool throws comes back as its code, message and remedy, without a stack', async () => {
  const perception = await agent(nats, 'perception');
  await perception.serve({
    describe_cluster: async () => {
      throw new MeshError('MESH_KAFKA_UNREACHABLE', 'no broker answers', { remedy: 'Check KAFKA_BROKERS.' });
    },
  });
  const gateway = await agent(nats, 'gateway');
  const error = await failing(gateway.call('describe_cluster', {}, context()));
  expect(error).toMatchObject({
    code: 'MESH_KAFKA_UNREACHABLE',
    retryable: true,
    remedy: 'Check KAFKA_BROKERS.',
  });
  expect(error.message).toBe('describe_cluster: no broker answers');
  expect(error.message).not.toContain(' at ');
});

test('call - wrong arguments name the field before anything is sent', async () => {
  const gateway = await agent(nats, 'gateway');
  const error = await failing(gateway.call('describe_topics', { limit: 0 }, context()));
  expect(error).toMatchObject({ code: 'MESH_MESSAGE_INVALID', message: expect.stringContaining('limit') });
});

test('call - an answer that does not fit the schema is an error that names the field', async () => {
  const perception = await agent(nats, 'perception');
  await perception.serve({ describe_topics: async () => ({ ...topics(0), omitted: 0.5 }) });
  const gateway = await agent(nats, 'gateway');
  const error = await failing(gateway.call('describe_topics', {}, context()));
  expect(error).toMatchObject({ code: 'MESH_TOOL_FAILED', message: expect.stringContaining('omitted') });
});

test('call - with nobody there, with a tool nobody serves, and without the right, it fails at once', async () => {
  const reasoning = await agent(nats, 'reasoning');
  const patient = { timeoutMs: 60_000 };
  expect(await failing(reasoning.call('describe_topics', {}, context(), patient))).toMatchObject({
    code: 'MESH_NO_RESPONDER',
  });
  const perception = await agent(nats, 'perception');
  await perception.serve({ describe_topics: async () => topics(0) });
  expect(await failing(reasoning.call('describe_cluster', {}, context(), patient))).toMatchObject({
    code: 'MESH_TOOL_UNKNOWN',
  });
  const denied: unknown[] = [];
  reasoning.onStatus((status) => void denied.push(status));
  const proof = { approver: 'a', challenge: 'c', signature: 's' };
  const decision = { id: 'a', decision: 'approve', digest: 'd', proof } as const;
  expect(await failing(reasoning.call('decide_approval', decision, context(), patient))).toMatchObject({
    code: 'MESH_PERMISSION_DENIED',
    message: expect.stringContaining('decide_approval'),
  });
  expect(denied).toContainEqual({
    type: 'denied',
    operation: 'publish',
    subject: 'mesh.v1.default.req.reasoning.governance.tools.call.decide_approval',
  });
});

test('call - too large an answer is an error, and the server goes on', async () => {
  const perception = await agent(nats, 'perception');
  const partition = {
    topic: 'x'.repeat(200),
    partition: 0,
    leader: 1,
    replicas: [1],
    isr: [1],
    produceRate: null,
  };
  const many = Array.from({ length: 5000 }, () => ({
    ...partition,
    minInsyncReplicas: 1,
    logStartOffset: 0,
    highWatermark: 0,
  }));
  await perception.serve({
    describe_topics: async ({ limit }) => ({ ...topics(0), partitions: limit === 1000 ? many : [] }),
  });
  const gateway = await agent(nats, 'gateway');
  const error = await failing(gateway.call('describe_topics', { limit: 1000 }, context()));
  expect(error).toMatchObject({ code: 'MESH_MESSAGE_INVALID', message: expect.stringContaining('bytes') });
  expect(await gateway.call('describe_topics', {}, context())).toMatchObject({ omitted: 0 });
});

test('call - two replicas in their own processes share the calls; kill -9 of one costs only what it held', async () => {
  const start = async (instance: string): Promise<ChildProcess> => {
    const { jwt, seed } = nats.identity('perception', instance);
    const server = new URL('../support/topics-server.ts', import.meta.url);
    const child = fork(server, [nats.url, instance, jwt(), seed]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return child;
  };
  const [doomed, other] = await Promise.all([start('doomed'), start('other')]);
  const gateway = await agent(nats, 'gateway');
  const ask = async (): Promise<number> =>
    (await gateway.call('describe_topics', {}, context(), { timeoutMs: 1000 })).omitted;
  const answered = new Set<number>();
  await until('both replicas to answer', async () => answered.add(await ask()).size === 2);
  expect(answered).toEqual(new Set([doomed.pid, other.pid]));
  const gone = once(doomed, 'exit');
  doomed.kill('SIGKILL');
  const during = await Promise.allSettled(Array.from({ length: 50 }, ask));
  await gone;
  const lost = during.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(lost).toEqual(lost.map(() => expect.objectContaining({ retryable: true })));
  const after = await Promise.all(Array.from({ length: 50 }, ask));
  expect(new Set(after)).toEqual(new Set([other.pid]));
});

test('serve - closing answers what is in progress and takes no more', async () => {
  const perception = await agent(nats, 'perception');
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let running = 0;
  const server = await perception.serve({
    describe_topics: async () => {
      running += 1;
      await held;
      return topics(7);
    },
  });
  const gateway = await agent(nats, 'gateway');
  const call = gateway.call('describe_topics', {}, context());
  await until('the call to run', () => running === 1);
  const closed = server.close();
  await until('the server to be gone for others', async () => {
    const error = await failing(gateway.call('describe_topics', {}, context(), { timeoutMs: 200 }));
    return error.code === 'MESH_NO_RESPONDER';
  });
  release();
  expect(await call).toMatchObject({ omitted: 7 });
  await closed;
});
