import type { ClusterObservation, DriftEntry, IncidentEvent } from '@sremesh/contracts';
import { expect, it } from 'vitest';
import { createOwnChanges } from '../src/own-changes.ts';

const entry: DriftEntry = {
  kind: 'topic',
  name: 'orders',
  config: 'retention.ms',
  declared: '1000',
  actual: '2000',
};
const observationWith = (...entries: DriftEntry[]): ClusterObservation => ({
  at: 0,
  cluster: 'c',
  brokers: [],
  absentBrokers: [],
  topics: [],
  groups: [],
  quorum: null,
  reassignments: null,
  logDirs: null,
  acls: null,
  metrics: null,
  connectors: null,
  schemas: null,
  drift: { at: 0, entries },
  hidden: [],
});

type Direction = 'forward' | 'rollback';
const envelope = { id: 'i', incident: 'inc-1', tenant: 'default', at: '2026-01-01T00:00:00.000Z' };
const granted = (value: string | null, direction: Direction = 'forward', grantId = 'g'): IncidentEvent => ({
  ...envelope,
  type: 'granted',
  payload: {
    step: 0,
    direction,
    tool: 'set_topic_config',
    args: { topic: 'orders', configs: { 'retention.ms': value } },
    grantId,
    expiresAt: envelope.at,
  },
});
const applied = (direction: Direction = 'forward', grantId = 'g'): IncidentEvent => ({
  ...envelope,
  type: 'applied',
  payload: { step: 0, direction, grantId, preState: null, postState: null, instance: 'a' },
});
const notApplied: IncidentEvent = {
  ...envelope,
  type: 'not_applied',
  payload: { step: 0, direction: 'forward', grantId: 'g', outcome: 'failed', reason: 'r', instance: 'a' },
};

/** What is left of the drift `entry` after these events. */
function driftAfter(events: readonly IncidentEvent[], drift: DriftEntry = entry): DriftEntry[] {
  const own = createOwnChanges();
  for (const event of events) own.apply(event);
  return own.withoutOwnDrift(observationWith(drift)).drift?.entries ?? [];
}

it('own changes - what a step set is no drift, from its grant until it was not applied', () => {
  expect(driftAfter([granted('2000')])).toEqual([]);
  expect(driftAfter([granted('2000'), applied()])).toEqual([]);
  expect(driftAfter([granted('2000'), notApplied])).toEqual([entry]);
});

it('own changes - another value, topic, config or kind is drift', () => {
  const events = [granted('2000'), applied()];
  const others = [
    { actual: '3000' },
    { name: 'payments' },
    { config: 'segment.ms' },
    { kind: 'broker' as const },
  ];
  for (const other of others) expect(driftAfter(events, { ...entry, ...other })).toHaveLength(1);
  const removed = { ...entry, actual: null };
  expect(driftAfter([granted(null), applied()], removed)).toEqual([]);
  expect(driftAfter([], removed)).toEqual([removed]);
});

it('own changes - a rollback puts back what was drift before', () => {
  const back = [granted('2000', 'rollback', 'b'), applied('rollback', 'b')];
  expect(driftAfter([granted('5000'), applied(), ...back])).toEqual([entry]);
  expect(driftAfter([granted('2000'), applied(), ...back])).toEqual([entry]);
});

it('own changes - an unchanged drift stays the same object', () => {
  const own = createOwnChanges();
  const observation = observationWith(entry, { ...entry, name: 'payments' });
  expect(own.withoutOwnDrift(observation)).toBe(observation);
  for (const event of [granted('2000'), applied()]) own.apply(event);
  const seen = own.withoutOwnDrift(observation).drift;
  expect(seen?.entries.map(({ name }) => name)).toEqual(['payments']);
  expect(own.withoutOwnDrift({ ...observation, at: 1 }).drift).toBe(seen);
});
