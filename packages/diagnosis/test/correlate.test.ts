import { describe, expect, it } from 'vitest';
import type { Detection, Resource, Symptom } from '@sremesh/contracts';
import { correlate } from '../src/correlate.ts';
import { start } from './scenes/clock.ts';
import { quiet } from './scenes/flow.ts';

const window = [{ ...quiet, at: start }];
const seen = (symptom: Symptom, resources: Resource[], differs: Partial<Detection> = {}): Detection => ({
  symptom,
  cluster: 'test',
  resources,
  severity: 1,
  observedAt: new Date(start).toISOString(),
  since: new Date(start - 5000).toISOString(),
  summary: 'something was seen',
  measures: {},
  ...differs,
});
const group = (name: string): Resource => ({ kind: 'consumer-group', name });
const topic = (name: string): Resource => ({ kind: 'topic', name });
const lag = (groupId: string, name: string) => seen('lag-growing', [group(groupId), topic(name)]);

describe('correlate - one fault is one detection', () => {
  it('takes what follows into the root, also by way of another, and is as severe as the worst', () => {
    const found = [
      seen('under-replicated', [topic('a')], { severity: 2 }),
      seen('offline-partition', [topic('a')]),
      seen('under-min-isr', [topic('a')], { severity: 3 }),
    ];
    for (const order of [found, found.toReversed()]) {
      const [root, ...others] = correlate(window, order);
      expect(others).toEqual([]);
      expect(root).toMatchObject({ symptom: 'offline-partition', severity: 3 });
      expect(root?.explains?.map(({ symptom }) => symptom)).toEqual(['under-min-isr', 'under-replicated']);
    }
  });

  it('puts a group that may not read any more down to the right that went', () => {
    const lost = seen('authorization-failures', [topic('a')], { measures: { lostReading: 1 } });
    expect(correlate(window, [lag('g', 'a'), lost])).toMatchObject([{ symptom: 'authorization-failures' }]);
    const writing = { ...lost, measures: { lostReading: 0 } };
    expect(correlate(window, [lag('g', 'a'), writing])).toHaveLength(2);
  });

  it('explains fifty at most, and hides none of the rest in another incident', () => {
    const many = Array.from({ length: 60 }, (_, index) => lag(`g${index}`, 'a'));
    const [root, ...others] = correlate(window, [seen('schema-incompatible', [topic('a')]), ...many]);
    expect(others).toEqual([]);
    expect(root?.explains).toHaveLength(50);
  });
});

describe('correlate - what is apart stays apart', () => {
  it.each([
    ['two topics', [seen('offline-partition', [topic('a')]), seen('under-replicated', [topic('b')])]],
    ['two connectors', [seen('connector-failed', [{ kind: 'connector', name: 'x' }]), lag('connect-y', 'a')]],
    [
      'a move, and what it does not do',
      [seen('reassignment-running', [topic('a')]), seen('offline-partition', [topic('a')])],
    ],
    [
      'logins that fail, and two groups that lost their members',
      [
        seen('authentication-failures', [{ kind: 'cluster', name: 'test' }]),
        seen('group-without-members', [group('g')]),
        seen('group-without-members', [group('h')]),
      ],
    ],
  ])('%s', (_, found) => expect(correlate(window, found)).toHaveLength(found.length));
});
