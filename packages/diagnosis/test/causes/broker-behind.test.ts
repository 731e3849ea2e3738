import { describe, expect, it } from 'vitest';
import type { Detection, ToolOutput } from '@sremesh/contracts';
import { evidenceFrom, evidenceToGather, plan, rank } from '@sremesh/diagnosis';
import { start } from '../scenes/clock.ts';
import { cluster, skewed, type Topics } from '../scenes/readings.ts';

const observedAt = new Date(start).toISOString();
const detection: Detection = {
  symptom: 'under-replicated',
  cluster: 'test',
  resources: [
    { kind: 'broker', name: '3' },
    ...['orders', 'b', 'c'].map((name) => ({ kind: 'topic' as const, name })),
  ],
  severity: 2,
  observedAt,
  since: new Date(start - 6000).toISOString(),
  summary: 'Broker 3 is up and has not been in sync.',
  measures: { partitions: 9, topics: 3, lastingSeconds: 6 },
};

const health = (outOfSync: number): ToolOutput<'read_broker_health'> => ({
  observedAt,
  windowSeconds: 60,
  metrics: false,
  brokers: [1, 2, 3].map((id) => ({
    id,
    up: true,
    absentSeconds: 0,
    leaders: 3,
    replicas: 9,
    outOfSync: id === 3 ? outOfSync : 0,
    leaderSkew: 1,
    bytesSkew: null,
    requestMs: null,
    failedAuthenticationsPerSecond: null,
    authorizationErrorsPerSecond: null,
  })),
  failedAuthentications: null,
  underReplicated: outOfSync,
  underMinIsr: 0,
  offline: 0,
  partitions: [],
  omitted: 0,
  visibility: { complete: true, note: null },
});

/** The evidence where broker 3 is out of sync on so many replicas, and on those of the first topic or not. */
const findings = (outOfSync: number, isr: number[]) => {
  const topics = skewed(3);
  const outputs = new Map<string, unknown>(
    Object.entries({
      read_broker_health: health(outOfSync),
      describe_cluster: cluster([0, 0, 0]),
      describe_topics: { ...topics, partitions: topics.partitions.map((one) => ({ ...one, isr })) },
      list_partition_reassignments: { observedAt, reassignments: [], total: 0, ...page },
    }),
  );
  return evidenceToGather(detection).map((call) => {
    const output = outputs.get(call.tool);
    return { evidence: evidenceFrom(call, output), output };
  });
};
const page = { omitted: 0, nextCursor: null, claim: null, visibility: { complete: true, note: null } };

describe('a broker that lags on many topics', () => {
  it('is a follower that does not keep up, also where the first topic has caught up meanwhile', () => {
    for (const isr of [
      [1, 2],
      [1, 2, 3],
    ]) {
      const evidence = findings(5, isr);
      const [first] = rank(detection, evidence);
      expect(first).toMatchObject({ cause: 'topic.under-replicated' });
      expect(first?.because).toContain('For: Broker 3 is up, and 5 replicas of 9 on it are not in sync.');
      expect(plan(detection, rank(detection, evidence), evidence)).toMatchObject({
        kind: 'escalate',
        cause: 'topic.under-replicated',
      });
    }
  });

  it('has passed by itself where every replica on it is in sync again', () => {
    const evidence = findings(0, [1, 2, 3]);
    expect(plan(detection, rank(detection, evidence), evidence)).toEqual({
      kind: 'suppress',
      cause: null,
      reason: 'It had passed by itself when it was looked into: all of 9 replicas on broker 3 are in sync.',
    });
  });

  it('goes to a person where nobody can tell', () => {
    expect(plan(detection, rank(detection, []), [])).toMatchObject({ kind: 'escalate', cause: null });
  });
});

describe('a topic with partitions out of sync', () => {
  const ofTopic = (symptom: Detection['symptom']): Detection => ({
    ...detection,
    symptom,
    resources: [{ kind: 'topic', name: 'orders' }],
  });
  const planned = (symptom: Detection['symptom'], differs: Partial<Topics>) => {
    const about = ofTopic(symptom);
    const output = skewed(3, differs);
    const evidence = evidenceToGather(about)
      .filter(({ tool }) => tool === 'describe_topics')
      .map((call) => ({ evidence: evidenceFrom(call, output), output }));
    const unknown = { cause: 'unknown' as const, confidence: 1, evidenceIds: [], because: [], missing: [] };
    return plan(about, [unknown], evidence);
  };
  const trouble: Detection['symptom'][] = ['under-replicated', 'under-min-isr', 'offline-partition'];

  it.each(trouble)('%s has passed only where all that there is could be seen, and is well', (symptom) => {
    const { partitions } = skewed(3);
    expect(planned(symptom, {})).toEqual({
      kind: 'suppress',
      cause: null,
      reason:
        'It had passed by itself when it was looked into: all of 3 partitions of topic "orders" have a leader, ' +
        'and 9 of 9 replicas are in sync.',
    });
    const ill = partitions.map((one, index) => (index === 1 ? { ...one, leader: -1, isr: [1] } : one));
    for (const differs of [
      { partitions: ill },
      { partitions: [] },
      { omitted: 1 },
      { visibility: { complete: false, note: 'hidden' } },
    ])
      expect(planned(symptom, differs)).toMatchObject({ kind: 'escalate', cause: null });
  });
});
