import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expectation, Verification } from '@sremesh/contracts';
import { evaluate, type Sample } from '@sremesh/diagnosis';

const verification = (expectations: Expectation[], windowMs = 0): Verification => ({
  tool: 'read_consumer_lag',
  args: {},
  expect: expectations,
  windowMs,
  withinMs: 60_000,
});
/** One reading a second. */
const series = (values: readonly unknown[]): Sample[] =>
  values.map((left, index) => ({ at: index * 1000, output: { left } }));
const atLeast = (value: number): Expectation => ({ path: 'left', op: 'at-least', value });
const increasing: Expectation = { path: 'left', op: 'increasing' };

describe('evaluate - one reading', () => {
  it.each([
    ['equals', 5, 5, true],
    ['equals', '5', 5, false],
    ['equals', 'a', 'a', true],
    ['at-least', 5, 5, true],
    ['at-least', 5, 4.9, false],
    ['at-least', 5, null, false],
    ['at-least', 5, '9', false],
    ['at-most', 5, 5, true],
    ['at-most', 5, 5.1, false],
    ['at-most', 5, null, false],
    ['null-or-at-least', 5, null, true],
    ['null-or-at-least', 5, 6, true],
    ['null-or-at-least', 5, 4, false],
    ['null-or-at-least', 5, undefined, false],
  ] as const)('%s %j of %j', (op, value, found, holds) => {
    const verdict = evaluate(verification([{ path: 'left', op, value }]), series([found]));
    expect([verdict.holds, verdict.holdsNow]).toEqual([holds, holds]);
  });

  it('a field that is not there meets nothing, and the reason says so', () => {
    const misspelt = verification([{ path: 'lef', op: 'null-or-at-least', value: 0 }]);
    const verdict = evaluate(misspelt, series([1]));
    expect(verdict).toMatchObject({ holds: false, values: { lef: null } });
    expect(verdict.reason).toContain('no such field');
  });

  it('does not hold without a reading', () => {
    expect(evaluate(verification([atLeast(1)]), []).holds).toBe(false);
  });

  it('reports the newest values and what is wanting', () => {
    const verdict = evaluate(verification([atLeast(5)]), series([9, 3]));
    expect(verdict.values).toEqual({ left: 3 });
    expect(verdict.reason).toBe('Wanted left to be at least 5, found 3.');
  });
});

describe('evaluate - over a window', () => {
  it('holds only once it has held that long', () => {
    const check = verification([atLeast(5)], 3000);
    expect(evaluate(check, series([9, 9, 9])).holds).toBe(false);
    expect(evaluate(check, series([9, 9, 9, 9])).holds).toBe(true);
    expect(evaluate(check, series([9, 9, 4, 9, 9, 9]))).toMatchObject({ holds: false, holdsNow: true });
    expect(evaluate(check, series([4, 4, 9, 9, 9, 9])).holds).toBe(true);
  });

  it('needs the window covered even where readings are missing', () => {
    const check = verification([atLeast(5)], 3000);
    const sparse = [0, 2000, 4000].map((at) => ({ at, output: { left: 9 } }));
    expect(evaluate(check, sparse.slice(0, 2)).holds).toBe(false);
    expect(evaluate(check, sparse).holds).toBe(true);
  });
});

describe('evaluate - increasing', () => {
  const check = verification([increasing], 10_000);
  const grows = (values: readonly unknown[]) => evaluate(check, series(values)).holds;
  const eleven = (value: (index: number) => unknown) =>
    Array.from({ length: 11 }, (_, index) => value(index));

  it('tells rising from falling and flat', () => {
    expect(grows(eleven((index) => index))).toBe(true);
    expect(grows(eleven((index) => -index))).toBe(false);
    expect(grows(eleven(() => 7))).toBe(false);
  });

  it('looks through the fall between commits', () => {
    const sawtooth = (gain: number) => eleven((index) => 50 - (index % 4) + gain * Math.floor(index / 4));
    expect(grows(sawtooth(2))).toBe(true);
    expect(grows(sawtooth(0))).toBe(false);
    expect(grows(sawtooth(-2))).toBe(false);
  });

  it('counts null as above every number', () => {
    expect(grows(eleven((index) => (index < 8 ? 10 - index : null)))).toBe(true);
    expect(grows(eleven(() => null))).toBe(true);
    expect(grows(eleven((index) => (index < 4 ? null : index)))).toBe(false);
  });

  it('says that the level holds where only the trend does not', () => {
    const both = verification([atLeast(5), increasing], 10_000);
    expect(evaluate(both, series(eleven((index) => 90 - index)))).toMatchObject({
      holds: false,
      levelsHold: true,
    });
    expect(evaluate(both, series(eleven((index) => 9 - index)))).toMatchObject({
      holds: false,
      levelsHold: false,
    });
    expect(evaluate(both, series(eleven((index) => 9 + index)))).toMatchObject({
      holds: true,
      levelsHold: true,
    });
  });
});

describe('evaluate - properties', () => {
  const anyVerification = fc.record({
    tool: fc.constant('t'),
    args: fc.constant({}),
    expect: fc.array(
      fc.record(
        {
          path: fc.constantFrom('left', 'a.b', '', 'left.0', 'length', '__proto__'),
          op: fc.constantFrom('equals', 'at-least', 'at-most', 'increasing', 'null-or-at-least'),
          value: fc.oneof(fc.integer(), fc.string()),
        },
        { requiredKeys: ['path', 'op'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    windowMs: fc.nat({ max: 5000 }),
    withinMs: fc.constant(1000),
  });

  it('never throws, and what holds also holds now', () => {
    fc.assert(
      fc.property(anyVerification, fc.array(fc.anything(), { maxLength: 8 }), (check, outputs) => {
        const verdict = evaluate(
          check,
          outputs.map((output, index) => ({ at: index * 700, output })),
        );
        const { holds, levelsHold, holdsNow } = verdict;
        // Each says less than the one before.
        expect([holds, levelsHold, holdsNow].map(Number)).toEqual(
          [holds, levelsHold, holdsNow].map(Number).toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
