import { expect, it } from 'vitest';
import { groupHistory, groupLag } from '../../src/index.ts';
import { observationAt } from './observation.ts';

it('rates - are of the last ten seconds, the baseline of the whole window', () => {
  const steady = Array.from({ length: 31 }, (_, s) => observationAt(s, { end: 100 * s, committed: 100 * s }));
  const burst = Array.from({ length: 10 }, (_, s) =>
    observationAt(31 + s, { end: 3000 + 500 * (s + 1), committed: 3000 + 150 * (s + 1) }),
  );
  const history = groupHistory([...steady, ...burst], 'g');
  expect(history).toEqual({
    windowSeconds: 40,
    produceRate: 500,
    consumeRate: 150,
    baselineProduceRate: 100,
    peakLag: 3500,
    lagSlope: 350,
  });
});

it('rates - are null until the window can tell', () => {
  const one = [observationAt(0, { end: 5, committed: 3 })];
  expect(groupHistory(one, 'g')).toMatchObject({ produceRate: null, baselineProduceRate: null, peakLag: 2 });
  expect(groupHistory([], 'g')).toMatchObject({ windowSeconds: 0, consumeRate: null });
  expect(groupHistory([...one, observationAt(0.5, { end: 9, committed: 3 })], 'g').produceRate).toBeNull();
});

it('rates - a position that goes backwards stands still', () => {
  const observations = [
    observationAt(0, { end: 100, committed: 90 }),
    observationAt(2, { end: 100, committed: 10 }),
  ];
  expect(groupHistory(observations, 'g')).toMatchObject({ produceRate: 0, consumeRate: 0, peakLag: 90 });
});

it('rates - look at one topic where it is named', () => {
  const observation = observationAt(0, { end: 100, committed: 90 });
  expect(groupLag(observation, 'g')).toBe(10);
  expect(groupLag(observation, 'g', 't')).toBe(10);
  expect(groupLag(observation, 'g', 'other')).toBe(0);
  expect(groupLag(observation, 'nobody')).toBeUndefined();
});
