import type { ClusterObservation } from '@sremesh/contracts';
import { expect, it } from 'vitest';
import { partitionHistories } from '../../src/window/partition-rates.ts';
import { observationAt } from './observation.ts';

const history = (observations: readonly ClusterObservation[]) =>
  partitionHistories(observations, 'g').get('t/0');

it('partition rates - are of the last ten seconds', () => {
  const observations = Array.from({ length: 31 }, (_, s) =>
    observationAt(s, { end: s <= 20 ? 1000 : 1000 + 50 * (s - 20), committed: s <= 20 ? 0 : 30 * (s - 20) }),
  );
  expect(history(observations)).toEqual({ produceRate: 50, consumeRate: 30, stuckSeconds: 0 });
});

it('partition rates - a position is stuck since it stands still with unread records behind it', () => {
  const seconds = Array.from({ length: 20 }, (_, s) => s);
  const stuckFrom = (second: number) =>
    seconds.map((s) => observationAt(s, { end: 100 + s, committed: Math.min(s, second) }));
  expect(history(stuckFrom(5))?.stuckSeconds).toBe(14);
  expect(history(stuckFrom(0))?.stuckSeconds).toBe(19);
  expect(history(stuckFrom(19))?.stuckSeconds).toBe(0);
});

it('partition rates - a position with nothing unread is not stuck, however long it stands still', () => {
  const idle = [0, 10, 20].map((s) => observationAt(s, { end: 7, committed: 7 }));
  expect(history(idle)?.stuckSeconds).toBe(0);
  const then = [
    ...idle,
    observationAt(25, { end: 8, committed: 7 }),
    observationAt(30, { end: 9, committed: 7 }),
  ];
  expect(history(then)?.stuckSeconds).toBe(5);
});

it('partition rates - begin anew where the group was not seen with the partition', () => {
  const seen = observationAt(0, { end: 9, committed: 7 });
  const without = { ...observationAt(1, { end: 9, committed: 7 }), topics: [] };
  const again = [2, 6].map((s) => observationAt(s, { end: 9, committed: 7 }));
  expect(history([seen, without, ...again])?.stuckSeconds).toBe(4);
  expect(partitionHistories([], 'g').size).toBe(0);
  expect(history([seen])).toEqual({ produceRate: null, consumeRate: null, stuckSeconds: 0 });
});
