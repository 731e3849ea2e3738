import { describe, expect, it } from 'vitest';
import type { MetricsObservation } from '@sremesh/contracts';
import { counterRises } from '../../src/window/counter-rises.ts';

const reading = (at: number, counts: [broker: number | null, count: number][]): MetricsObservation => ({
  at,
  brokers: counts.map(([broker, failedAuthentications]) => ({
    broker,
    failedAuthentications,
    throttled: [],
    authorizationErrors: [],
    requestMs: [],
    bytesIn: 0,
  })),
});
const rises = (...readings: MetricsObservation[]) =>
  counterRises(readings, ({ failedAuthentications }) => failedAuthentications);

describe('counter rises', () => {
  it('says when, over all brokers, and nothing of what was counted before the first reading', () => {
    expect(
      rises(
        reading(0, [
          [1, 90],
          [2, 5],
        ]),
        reading(1, [
          [1, 90],
          [2, 5],
        ]),
        reading(2, [
          [1, 92],
          [2, 6],
        ]),
        reading(3, [[2, 6]]),
        reading(4, [
          [1, 93],
          [2, 6],
        ]),
      ),
    ).toEqual([
      { at: 2, rose: 3 },
      { at: 4, rose: 1 },
    ]);
  });

  it('counts anew where a broker began anew, and leaves out what is of no named broker', () => {
    expect(rises(reading(0, [[1, 50]]), reading(1, [[1, 2]]))).toEqual([{ at: 1, rose: 2 }]);
    expect(rises(reading(0, [[null, 1]]), reading(1, [[null, 9]]))).toEqual([]);
    expect(rises()).toEqual([]);
  });
});
