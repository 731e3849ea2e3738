import { expect, it } from 'vitest';
import { createWindow } from '../../src/index.ts';
import { observationAt } from './observation.ts';

const some = { end: 0, committed: 0 };

it('window - is bounded in time and in number', () => {
  const window = createWindow({ spanMs: 10_000, maxObservations: 4 });
  for (let second = 0; second < 10; second += 1) window.add(observationAt(second, some));
  expect(window.observations().map(({ at }) => at)).toEqual([6000, 7000, 8000, 9000]);
  window.add(observationAt(18, some));
  expect(window.observations().map(({ at }) => at)).toEqual([8000, 9000, 18_000]);
});

it('window - forgets another cluster’s past', () => {
  const window = createWindow();
  window.add(observationAt(1, some));
  window.add(observationAt(2, { ...some, cluster: 'other' }));
  expect(window.observations().map(({ at }) => at)).toEqual([2000]);
});

/** Ten groups that all moved since the second before: none of them is shared. */
function busyAt(second: number) {
  const observation = observationAt(second, { end: second, committed: second });
  const [group] = observation.groups;
  if (group === undefined) throw new Error('there is no group');
  return { ...observation, groups: Array.from({ length: 10 }, (_, n) => ({ ...group, groupId: `g${n}` })) };
}

it('window - thins out what is older where it takes too much, and keeps the newest whole', () => {
  const window = createWindow({ maxBytes: 420_000 });
  const whole = createWindow();
  for (let second = 1; second <= 100; second += 1) {
    window.add(busyAt(second));
    whole.add(busyAt(second));
  }
  const seconds = window.observations().map(({ at }) => at / 1000);
  expect(whole.observations()).toHaveLength(100);
  expect(seconds.slice(-30)).toEqual(Array.from({ length: 30 }, (_, index) => 71 + index));
  expect(seconds.slice(0, 4)).toEqual([1, 5, 10, 15]);
});

it('window - lets go of the oldest where thinning out does not do, and never of the newest', () => {
  const window = createWindow({ maxBytes: 10_000 });
  for (let second = 1; second <= 50; second += 1) window.add(busyAt(second));
  expect(window.observations().map(({ at }) => at)).toEqual([50_000]);
});

it('window - counts what observations share once', () => {
  const window = createWindow({ maxBytes: 60 * 5000 });
  const first = busyAt(1);
  for (let second = 1; second <= 60; second += 1) window.add({ ...first, at: second * 1000 });
  expect(window.observations()).toHaveLength(60);
});
