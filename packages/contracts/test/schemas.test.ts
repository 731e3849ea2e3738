import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  causes,
  digestOf,
  GrantBody,
  IncidentId,
  isBenign,
  MeshError,
  meshErrorCodes,
  newTraceParent,
  childOf,
  rpcErrorCodes,
  Tenant,
  tools,
  traceIdOf,
  TraceParent,
  type MeshErrorCode,
} from '@sremesh/contracts';

describe('schemas - names', () => {
  it('a tenant is one lower-case token, and never the mesh’s own', () => {
    for (const good of ['default', 'team-1', '0']) expect(Tenant.safeParse(good).success).toBe(true);
    for (const bad of ['', 'control', 'A', 'a.b', 'a b', '*', '>', 'a\n']) {
      expect(Tenant.safeParse(bad).success, bad).toBe(false);
    }
  });

  it('an incident id is one subject token', () => {
    expect(IncidentId.safeParse('inc-abc-1').success).toBe(true);
    for (const bad of ['inc-', 'abc', 'inc-A', 'inc-a.b', 'inc-*', 'inc-a\n']) {
      expect(IncidentId.safeParse(bad).success, bad).toBe(false);
    }
  });

  it('a topic is what Kafka calls one', () => {
    const parse = (topic: string) =>
      tools.set_topic_config.input.safeParse({ topic, configs: { 'retention.ms': '1' } }).success;
    for (const good of ['a', 'A.b_c-1', '__consumer_offsets', 'x'.repeat(249)])
      expect(parse(good)).toBe(true);
    for (const bad of ['', '.', '..', 'a/b', 'a b', 'ä', 'x'.repeat(250), 'a\n'])
      expect(parse(bad), bad).toBe(false);
  });

  it('every cause is named once, and the benign ones say so', () => {
    expect(new Set(causes).size).toBe(causes.length);
    for (const cause of causes) expect(cause).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
    expect(causes.filter(isBenign)).toHaveLength(4);
  });
});

describe('schemas - arguments of write tools', () => {
  it.each([
    ['no config', { topic: 't', configs: {} }],
    ['an odd config name', { topic: 't', configs: { 'Retention MS': '1' } }],
    ['a number for a value', { topic: 't', configs: { 'retention.ms': 1 } }],
    ['no topic', { configs: { 'retention.ms': '1' } }],
  ])('set_topic_config refuses %s', (_, args) => {
    expect(tools.set_topic_config.input.safeParse(args).success).toBe(false);
  });

  it.each([
    ['no partition', []],
    ['a negative partition', [{ topic: 't', partition: -1 }]],
    ['too many', Array.from({ length: 1001 }, (_, partition) => ({ topic: 't', partition }))],
  ])('elect_leaders refuses %s', (_, partitions) => {
    expect(tools.elect_leaders.input.safeParse({ partitions }).success).toBe(false);
  });

  it('the default of a read tool is filled in', () => {
    expect(tools.describe_topics.input.parse({})).toEqual({
      onlyLeaderSkew: false,
      onlyUnhealthy: false,
      limit: 200,
    });
  });
});

describe('schemas - a grant', () => {
  const grant = {
    id: 'grant-1',
    tenant: 'default',
    incident: 'inc-1',
    proposalDigest: 'sha256:00',
    approvalId: null,
    step: 0,
    direction: 'forward',
    cluster: 'c',
    tool: 'set_topic_config',
    argsDigest: 'sha256:01',
    access: 'resource',
    expectedPreState: { 'retention.ms': null },
    epoch: 0,
    issuedAt: '2026-01-05T00:00:00.000Z',
    expiresAt: '2026-01-05T00:01:00.000Z',
  };

  it('is all of its fields: each is needed, and each changes the digest', () => {
    expect(GrantBody.parse(grant)).toEqual(grant);
    for (const [field, value] of Object.entries(grant)) {
      const { [field]: _, ...rest } = { ...grant } as Record<string, unknown>;
      expect(GrantBody.safeParse(rest).success, field).toBe(false);
      expect(digestOf({ ...grant, [field]: [value] }), field).not.toBe(digestOf(grant));
    }
  });
});

describe('schemas - traces and errors', () => {
  it('a child has the trace of its parent and a span of its own', () => {
    const parent = newTraceParent();
    const child = childOf(parent);
    expect(TraceParent.safeParse(child).success).toBe(true);
    expect(traceIdOf(child)).toBe(traceIdOf(parent));
    expect(child).not.toBe(parent);
    expect(traceIdOf(newTraceParent())).not.toBe(traceIdOf(parent));
  });

  it('a local error knows whether trying again can help', () => {
    const codes = fc.constantFrom(...(Object.keys(meshErrorCodes) as MeshErrorCode[]));
    fc.assert(
      fc.property(codes, fc.string(), (code, message) => {
        const error = new MeshError(code, message, { cause: 'x', remedy: 'y' });
        expect(error).toMatchObject({ code, message, cause: 'x', remedy: 'y', name: 'MeshError' });
        expect(error.retryable).toBe(meshErrorCodes[code].retryable);
      }),
    );
  });

  it('wire errors have numbers of their own', () => {
    const numbers = Object.values(rpcErrorCodes);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
