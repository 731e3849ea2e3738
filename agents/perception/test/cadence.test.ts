import { expect, it } from 'vitest';
import { createCadence } from '../src/cadence.ts';

const quiet = { stirs: false, now: 0 };

it('cadence - a small cluster is swept as configured, a large quiet one in proportion to its cost', () => {
  expect(createCadence(1000).after({ ...quiet, tookMs: 10 })).toBe(1000);
  expect(createCadence(1000).after({ ...quiet, tookMs: 60 })).toBe(4200);
  expect(createCadence(1000).after({ ...quiet, tookMs: 300 })).toBe(21_000);
  expect(createCadence(1000).after({ ...quiet, tookMs: 1000 })).toBe(60_000);
  expect(createCadence(30_000).after({ ...quiet, tookMs: 100 })).toBe(30_000);
});

it('cadence - is short while something stirs and half a minute after', () => {
  const cadence = createCadence(1000);
  expect(cadence.after({ tookMs: 700, stirs: true, now: 0 })).toBe(1400);
  expect(cadence.after({ tookMs: 700, stirs: false, now: 30_000 })).toBe(1400);
  expect(cadence.after({ tookMs: 700, stirs: false, now: 30_001 })).toBe(49_000);
});

it('cadence - one slow sweep among quick ones lengthens nothing', () => {
  const cadence = createCadence(1000);
  cadence.after({ ...quiet, tookMs: 10 });
  expect(cadence.after({ ...quiet, tookMs: 2500 })).toBe(1000);
});
