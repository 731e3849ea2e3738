import { expect, test } from 'vitest';
import { forecast } from '../src/index.ts';

const points = (values: readonly number[], everyMs = 1000) =>
  values.map((value, index) => ({ at: 1_700_000_000_000 + index * everyMs, value }));

/** Repeatable noise: the same numbers in every run (mulberry32, Box-Muller). */
function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

test('forecast - of a straight line is its crossing, and certain', () => {
  const falling = forecast(points([100, 90, 80, 70, 60]), 0);
  expect(falling?.seconds).toBeCloseTo(6, 9);
  expect(falling?.earliest).toBeCloseTo(6, 9);
  expect(falling?.latest).toBeCloseTo(6, 9);
  expect(falling?.slopePerSecond).toBeCloseTo(-10, 9);
  expect(forecast(points([0, 1, 2, 3], 500), 10)?.seconds).toBeCloseTo(3.5, 9);
});

test('forecast - is null where the trend does not lead there, or too little is known', () => {
  expect(forecast(points([100, 110, 120, 130]), 0)).toBeNull();
  expect(forecast(points([100, 100, 100, 100]), 0)).toBeNull();
  expect(forecast(points([100, 90, 80]), 0)).toBeNull();
  expect(forecast(points([100, 90, 80, 70], 0), 0)).toBeNull();
  expect(forecast([], 0)).toBeNull();
});

test('forecast - of a line that has crossed already is now', () => {
  expect(forecast(points([15, 10, 5, 0, -5]), 0)).toMatchObject({ seconds: 0, earliest: 0, latest: 0 });
});

test('forecast - has no latest time where the trend may be none', () => {
  const found = forecast(points([100, 60, 130, 70, 125, 80, 110, 75]), 0);
  expect(found?.latest).toBeNull();
  expect(found?.earliest).toBeGreaterThanOrEqual(0);
  expect(found?.earliest).toBeLessThan(found?.seconds ?? 0);
});

test.each([5, 12, 60])('forecast - the interval over %i points holds the crossing nine times of ten', (n) => {
  const random = noise(n);
  const trials = 2000;
  let held = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const series = points(Array.from({ length: n }, (_, index) => 1000 - index * 2 + random() * 3));
    const truth = (1000 - (n - 1) * 2) / 2;
    const found = forecast(series, 0);
    if (found !== null && found.earliest <= truth && truth <= (found.latest ?? Infinity)) held += 1;
  }
  expect(held / trials).toBeGreaterThan(0.88);
  expect(held / trials).toBeLessThan(0.93);
});
