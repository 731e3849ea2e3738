import {
  digestOf,
  MeshError,
  newTraceParent,
  traceIdOf,
  type CallFact,
  type ToolHandlers,
} from '@sremesh/contracts';
import type { Closable, Mesh, ReportedCalls } from '@sremesh/mesh';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { until } from '@sremesh/test/until';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { govern } from '../../src/governed/govern.ts';

let nats: TestMesh;
let governance: Mesh;
let perception: Mesh;
let reasoning: Mesh;
let deciding: Closable | undefined;
/** As the policy in force has it. */
let policy: { version: string; allowed: boolean };
let asked = 0;
const reports: ReportedCalls[] = [];
const closing: Closable[] = [];

const decideHere = async (): Promise<void> => {
  deciding = await governance.serve({
    authorize_call: async () => {
      asked += 1;
      const { version, allowed } = policy;
      return { allowed, policies: ['reads'], reason: allowed ? '' : 'not now', policyVersion: version };
    },
  });
};

const context = () => ({ tenant: 'default', traceparent: newTraceParent() });

beforeAll(async () => {
  nats = await startTestMesh(['default']);
  [governance, perception, reasoning] = (await Promise.all(
    (['governance', 'perception', 'reasoning'] as const).map((role) => nats.connect(role)),
  )) as [Mesh, Mesh, Mesh];
  closing.push(governance.takeReports(async (calls) => void reports.push(calls)));
}, 60_000);
afterAll(async () => {
  await Promise.all(closing.map((each) => each.close()));
  await nats.close();
});

let served: number;
let current: { governing: Closable; serving: Closable };
beforeEach(async () => {
  served = 0;
  asked = 0;
  policy = { version: 'v1', allowed: true };
  if (deciding === undefined) await decideHere();
  const tools: ToolHandlers = {
    describe_topics: async () => {
      served += 1;
      throw new MeshError('MESH_KAFKA_UNREACHABLE', 'Kafka is away');
    },
    describe_cluster: async () => {
      served += 1;
      return cluster;
    },
  };
  const log = pino({ level: 'silent' });
  const governing = govern({ mesh: perception, tools, authorize: undefined, log });
  current = { governing, serving: await perception.serve(governing.tools) };
  return async () => {
    await current.serving.close();
    await current.governing.close();
  };
});

const cluster = {
  clusterId: 'c1',
  observedAt: '2026-11-21T10:00:00.000Z',
  quorumLeaderId: 1,
  quorum: null,
  absentBrokers: [],
  brokers: [],
  offlineReplicas: 0,
  underReplicatedPartitions: 0,
};
const call = (options = context()) => reasoning.call('describe_cluster', {}, options);
const factsOf = (traceparent: string): CallFact[] =>
  reports.flatMap(({ facts }) => facts).filter(({ traceId }) => traceId === traceIdOf(traceparent));
const codeOf = (calling: Promise<unknown>): Promise<unknown> =>
  calling.then(
    () => 'done',
    (error: unknown) => (error instanceof MeshError ? error.code : error),
  );

describe('governed calls - on a mesh', () => {
  it('are decided once, done, and reported with digests of what went in and out', async () => {
    const traced = context();
    const output = await call(traced);
    await Promise.all(Array.from({ length: 50 }, () => call()));
    expect([asked, served]).toEqual([1, 51]);
    const [fact] = await until('the report', () =>
      factsOf(traced.traceparent).length > 0 ? factsOf(traced.traceparent) : undefined,
    );
    expect(fact).toMatchObject({
      caller: 'reasoning',
      tool: 'describe_cluster',
      inputDigest: digestOf({}),
      outputDigest: digestOf(output),
      outcome: 'ok',
      policies: ['reads'],
      policyVersion: 'v1',
    });
    expect(
      reports.every(({ role, instance }) => role === 'perception' && instance === perception.instance),
    ).toBe(true);
  });

  it('are refused as soon as a notice says that another policy is in force, and not done', async () => {
    await call();
    policy = { version: 'v2', allowed: false };
    governance.tellPolicy('v2');
    await until('a refusal', async () =>
      (await codeOf(call())) === 'MESH_PERMISSION_DENIED' ? true : undefined,
    );
    const before = served;
    const traced = context();
    await expect(call(traced)).rejects.toThrow(/policy refuses describe_cluster by reasoning: not now/);
    expect(served).toBe(before);
    const [fact] = await until('the report', () =>
      factsOf(traced.traceparent).length > 0 ? factsOf(traced.traceparent) : undefined,
    );
    expect(fact).toMatchObject({ outcome: 'refused', outputDigest: null, policyVersion: 'v2' });
  });

  it('fail closed while nobody can decide, and go on for what was decided', async () => {
    await call();
    await deciding?.close();
    deciding = undefined;
    expect(await codeOf(call())).toBe('done');
    const before = served;
    const topics = reasoning.call('describe_topics', { topics: ['orders'] }, context());
    await expect(topics).rejects.toMatchObject({ code: 'MESH_NO_RESPONDER', retryable: true });
    expect(served).toBe(before);
    await decideHere();
    await expect(reasoning.call('describe_topics', { topics: ['orders'] }, context())).rejects.toThrow(
      /Kafka is away/,
    );
  });

  it('store at close what was not reported yet', async () => {
    const traced = context();
    await call(traced);
    await current.serving.close();
    await current.governing.close();
    await until('the report', () => (factsOf(traced.traceparent).length === 1 ? true : undefined), 2000);
  });
});
