import { expect, test } from 'vitest';
import type { GroupLook } from '../../src/faults/look.ts';
import { lately, rises, stands, stateChanges, timesInState, unreadForMs } from '../../src/faults/trend.ts';

/** A look each 200 ms at a group with one partition. */
const looks = (count: number, of: (index: number) => { committed: number; end: number; state?: string }) =>
  Array.from({ length: count }, (_, index): GroupLook => {
    const { committed, end, state = 'Stable' } = of(index);
    const partitions = [{ partition: 0, start: 0, end, committed }];
    return { at: index * 200, state, members: 1, partitions, lag: end - committed, committed, end };
  });
const lag = (look: GroupLook) => look.lag;

test('trend - a lag that grows rises, a saw and a lag that stays do not', () => {
  expect(
    rises(
      looks(30, (n) => ({ committed: 0, end: n * 10 })),
      5000,
      lag,
    ),
  ).toBe(true);
  expect(
    rises(
      looks(30, (n) => ({ committed: 0, end: (n % 8) * 10 })),
      5000,
      lag,
    ),
  ).toBe(false);
  expect(
    rises(
      looks(30, () => ({ committed: 0, end: 100 })),
      5000,
      lag,
    ),
  ).toBe(false);
});

test('trend - nothing is said of a time before the first look', () => {
  const few = looks(20, (n) => ({ committed: 0, end: n * 10 }));
  expect(lately(few, 5000)).toEqual([]);
  expect(rises(few, 5000, lag)).toBe(false);
  expect(stands(few, 5000, ({ committed }) => committed)).toBe(false);
  expect(stands(few, 3000, ({ committed }) => committed)).toBe(true);
  expect(stands(few, 3000, ({ end }) => end)).toBe(false);
});

test('trend - states that follow each other are counted', () => {
  const states = ['Stable', 'PreparingRebalance', 'PreparingRebalance', 'CompletingRebalance', 'Stable'];
  const seen = looks(5, (n) => ({ committed: 0, end: 0, state: states[n] ?? '' }));
  expect(stateChanges(seen, 20_000)).toBe(3);
  expect(stateChanges(seen, 200)).toBe(1);
});

test('trend - times in a state are counted, and how long they were together', () => {
  const states = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'PreparingRebalance', 'Stable'];
  const seen = looks(5, (n) => ({ committed: 0, end: 0, state: states[n] ?? '' }));
  expect(timesInState(seen, /Rebalance$/)).toEqual({ times: 2, ms: 200 });
  expect(timesInState(seen, /^Empty$/)).toEqual({ times: 0, ms: 0 });
});

test('trend - the oldest unread record is as old as the look that first had it', () => {
  const seen = looks(21, (n) => ({ committed: 50, end: n * 10 }));
  expect(unreadForMs(seen)).toBe(20 * 200 - 6 * 200);
  expect(unreadForMs(looks(5, () => ({ committed: 10, end: 10 })))).toBe(0);
});
