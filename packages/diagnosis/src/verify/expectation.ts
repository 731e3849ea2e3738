import type { Expectation } from '@sremesh/contracts';
import type { Scalar } from './value-at.ts';

type Op = Expectation['op'];
type Bound = Expectation['value'];

const isAtLeast = (value: Scalar, bound: Bound): boolean =>
  typeof value === 'number' && typeof bound === 'number' && value >= bound;

const tests: Readonly<Record<Op, (value: Scalar, bound: Bound) => boolean>> = {
  equals: (value, bound) => value === (bound ?? null),
  'at-least': isAtLeast,
  'at-most': (value, bound) => typeof value === 'number' && typeof bound === 'number' && value <= bound,
  'null-or-at-least': (value, bound) => value === null || isAtLeast(value, bound),
  increasing: (value) => value === null || typeof value === 'number',
};

const words: Readonly<Record<Op, (bound: Bound) => string>> = {
  equals: (bound) => `be ${bound ?? null}`,
  'at-least': (bound) => `be at least ${bound}`,
  'at-most': (bound) => `be at most ${bound}`,
  'null-or-at-least': (bound) => `be null or at least ${bound}`,
  increasing: () => 'be increasing',
};

/** Whether one value meets one expectation. Of `increasing` it says only that there is something to compare. */
export const meets = ({ op, value: bound }: Expectation, value: Scalar): boolean => tests[op](value, bound);

/** An expectation in words, for the reason of a verdict. */
export const expectationText = ({ path, op, value }: Expectation): string => `${path} to ${words[op](value)}`;

export interface TimedValue {
  /** Epoch milliseconds. */
  at: number;
  value: Scalar;
}

/**
 * Whether a series grows: the best of its later half is above the best of its earlier half. So a value that falls
 * from commit to commit and jumps at each one counts as growing when the jumps get higher, as long as half the window
 * holds at least one jump. null means "no limit any more" and is above every number; it need not grow further.
 */
export function isIncreasing(series: readonly TimedValue[]): boolean {
  const first = series[0];
  const last = series.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return false;
  const middle = (first.at + last.at) / 2;
  const best = (half: readonly TimedValue[]) => Math.max(...half.map(({ value }) => height(value)));
  const earlier = best(series.filter(({ at }) => at <= middle));
  const later = best(series.filter(({ at }) => at > middle));
  return later > earlier || later === Infinity;
}

function height(value: Scalar): number {
  if (value === null) return Infinity;
  return typeof value === 'number' ? value : -Infinity;
}
