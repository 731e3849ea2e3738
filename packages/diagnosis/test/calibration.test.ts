import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reliability, reliabilityTable } from '@sremesh/diagnosis';

const judged = fc.array(
  fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }),
  { maxLength: 60 },
);

describe('calibration - how far confidences can be taken at their word', () => {
  it('counts, by bin, how sure and how often right', () => {
    const pairs = [0.95, 0.95, 0.91, 0.91].map((confidence, index) => ({ confidence, right: index > 0 }));
    const { bins, ...all } = reliability([...pairs, { confidence: 0.4, right: false }]);
    expect(bins).toEqual([
      { from: 0.4, to: 0.5, count: 1, meanConfidence: 0.4, shareRight: 0 },
      { from: 0.9, to: 1, count: 4, meanConfidence: 0.93, shareRight: 0.75 },
    ]);
    expect(all).toMatchObject({ count: 5, shareRight: 0.6 });
    // (4 × |0.93 − 0.75| + 1 × |0.4 − 0|) / 5
    expect(all.expectedCalibrationError).toBeCloseTo(0.224, 9);
  });

  it('finds no error in what is right as often as it is sure, and the whole error in what is always wrong', () => {
    const fair = Array.from({ length: 10 }, (_, index) => ({ confidence: 0.7, right: index < 7 }));
    expect(reliability(fair).expectedCalibrationError).toBeCloseTo(0, 9);
    expect(reliability([{ confidence: 1, right: false }])).toMatchObject({
      expectedCalibrationError: 1,
      brierScore: 1,
    });
  });

  it('holds every diagnosis in one bin, and its error is a share', () => {
    fc.assert(
      fc.property(judged, fc.integer({ min: 1, max: 20 }), (pairs, count) => {
        const { bins, expectedCalibrationError, brierScore } = reliability(pairs, count);
        expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(pairs.length);
        for (const value of [expectedCalibrationError, brierScore]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-9);
        }
        for (const { from, to, meanConfidence } of bins) {
          expect(meanConfidence).toBeGreaterThanOrEqual(from - 1e-9);
          expect(meanConfidence).toBeLessThanOrEqual(to + 1e-9);
        }
      }),
    );
  });

  it('prints a line for each bin, also without any diagnosis', () => {
    const table = reliabilityTable(reliability([{ confidence: 0.93, right: true }]));
    expect(table).toContain('0.90–1.00');
    expect(table).toMatch(/all +1 +93 % +100 %/);
    expect(reliabilityTable(reliability([])).split('\n')).toHaveLength(3);
  });
});
