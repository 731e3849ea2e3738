import type { Detection, Resource, Symptom } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { joins } from '../src/joins.ts';

/** `kind name` */
const resource = (text: string): Resource => {
  const [kind, name = ''] = text.split(' ');
  return { kind: kind as Resource['kind'], name };
};
const seen = (symptom: Symptom, ...resources: string[]): Detection => ({
  symptom,
  cluster: 'c',
  resources: resources.map(resource),
  severity: 2,
  observedAt: '2026-01-01T00:00:00.000Z',
  since: '2026-01-01T00:00:00.000Z',
  summary: 's',
  measures: {},
});
const open = (symptom: Symptom, ...resources: string[]) => ({
  symptom,
  resources: resources.map(resource),
  explained: [],
});
const lag = open('lag-growing', 'consumer-group g', 'topic t');

describe('perception - what joins an open incident', () => {
  it('is about the same, or about what the incident explains', () => {
    const absent = open('broker-absent', 'broker 1');
    expect(joins(seen('leader-skew', 'broker 1', 'cluster c'), absent)).toBe(true);
    expect(joins(seen('under-replicated', 'topic t'), absent)).toBe(false);
    const explained = [resource('topic t')];
    expect(joins(seen('under-replicated', 'topic t'), { ...absent, explained })).toBe(true);
  });

  it('names a group or connector of it, or is about one of its partitions', () => {
    expect(joins(seen('position-stuck', 'partition t/0', 'consumer-group g', 'topic t'), lag)).toBe(true);
    expect(joins(seen('partition-skew', 'topic t', 'partition t/0', 'consumer-group g'), lag)).toBe(true);
    expect(joins(seen('lag-growing', 'consumer-group h', 'topic t'), lag)).toBe(false);
    const skew = open('partition-skew', 'topic t', 'partition t/0');
    expect(joins(seen('position-stuck', 'partition t/0', 'consumer-group h'), skew)).toBe(true);
  });

  it('is never told by a broker or the cluster that is only named beside', () => {
    const skew = open('leader-skew', 'broker 1', 'broker 2', 'cluster c');
    expect(joins(seen('broker-absent', 'broker 2'), skew)).toBe(false);
    expect(joins(seen('authentication-failures', 'cluster c', 'broker 1'), skew)).toBe(false);
    const failover = open('quorum-leader-changed', 'cluster c', 'broker 3');
    expect(joins(seen('broker-absent', 'broker 3'), failover)).toBe(false);
    expect(joins(seen('authentication-failures', 'cluster c'), failover)).toBe(true);
  });

  it('by a topic only for groups, and only where the incident is about that topic', () => {
    const lost = open('offline-partition', 'topic t', 'partition t/0');
    const lagging = seen('lag-growing', 'consumer-group h', 'topic t');
    expect(joins(lagging, lost)).toBe(true);
    expect(joins(seen('retention-risk', 'consumer-group h', 'topic t'), lost)).toBe(false);
    expect(joins(lagging, open('reassignment-running', 'topic t'))).toBe(false);
    expect(joins(seen('under-replicated', 'topic t'), lag)).toBe(false);
  });

  it('is no drifted config, and no group’s trouble joins one', () => {
    const drift = seen('config-drift', 'topic t');
    expect(joins(drift, lag)).toBe(false);
    expect(joins(drift, open('under-replicated', 'topic t'))).toBe(false);
    expect(joins(seen('lag-growing', 'consumer-group g', 'topic t'), open('config-drift', 'topic t'))).toBe(
      false,
    );
  });
});
