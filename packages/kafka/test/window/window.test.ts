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
