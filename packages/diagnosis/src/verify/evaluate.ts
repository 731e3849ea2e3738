import type { Expectation, Verification } from '@sremesh/contracts';
import { expectationText, isIncreasing, meets } from './expectation.ts';
import { valueAt, type Scalar } from './value-at.ts';

/** One reading of the verification's tool, as it came. */
export interface Sample {
  /** Epoch milliseconds, of one clock for all samples. */
  at: number;
  output: unknown;
}

export interface Verdict {
  /** The predicate holds over its window. */
  holds: boolean;
  /** Every expectation that can be judged by one reading holds at the newest one. */
  holdsNow: boolean;
  /**
   * Every expectation but the trends (`increasing`) holds over the window: the world is where it should be, though it
   * may not be getting better. Undoing the step would give that up.
   */
  levelsHold: boolean;
  /** The newest reading's values by path; null also where the output has no such field. */
  values: Record<string, number | string | null>;
  /** What is still wanting, or that nothing is. */
  reason: string;
}

/**
 * Judges a verification by the readings taken so far, oldest first. It holds when the readings of the last `windowMs`
 * span that much time and each of them meets every expectation; `increasing` is judged over those readings together.
 * With `windowMs` 0 the newest reading decides alone, so `increasing` needs a window.
 */
export function evaluate(verification: Verification, samples: readonly Sample[]): Verdict {
  const { expect, windowMs } = verification;
  const newest = samples.at(-1);
  if (newest === undefined) {
    return {
      holds: false,
      holdsNow: false,
      levelsHold: false,
      values: {},
      reason: 'There is no reading yet.',
    };
  }
  const values = Object.fromEntries(expect.map(({ path }) => [path, valueAt(path, newest.output) ?? null]));
  const unmet = expect.filter((expectation) => !meets(expectation, valueAt(expectation.path, newest.output)));
  const holdsNow = unmet.length === 0;
  if (!holdsNow) {
    return { holds: false, holdsNow, levelsHold: false, values, reason: wanting(unmet, newest.output) };
  }
  const judged = lastSpan(samples, newest.at - windowMs);
  const failed = judged.findLast((sample) => !meetsAll(expect, sample.output));
  const spanMs = newest.at - (judged[0]?.at ?? newest.at);
  if (failed !== undefined || spanMs < windowMs) {
    const sinceMs = newest.at - (failed?.at ?? newest.at - spanMs);
    const reason = `It holds, but not yet over ${windowMs / 1000} s (at most ${sinceMs / 1000} s so far).`;
    return { holds: false, holdsNow, levelsHold: false, values, reason };
  }
  const flat = expect.filter(
    ({ op, path }) =>
      op === 'increasing' &&
      !isIncreasing(judged.map(({ at, output }) => ({ at, value: valueAt(path, output) }))),
  );
  const holds = flat.length === 0;
  const reason = holds
    ? `It held over ${windowMs / 1000} s.`
    : `Wanted ${flat.map(expectationText).join(' and ')} over ${windowMs / 1000} s, and it is not.`;
  return { holds, holdsNow, levelsHold: true, values, reason };
}

const meetsAll = (expect: readonly Expectation[], output: unknown): boolean =>
  expect.every((expectation) => meets(expectation, valueAt(expectation.path, output)));

/** The samples from the last one at or before `fromMs` on, so that they span the time since then. */
function lastSpan(samples: readonly Sample[], fromMs: number): readonly Sample[] {
  const start = samples.findLastIndex(({ at }) => at <= fromMs);
  return samples.slice(Math.max(0, start));
}

const wanting = (unmet: readonly Expectation[], output: unknown): string =>
  unmet
    .map((expectation) => {
      return `Wanted ${expectationText(expectation)}, found ${found(valueAt(expectation.path, output))}.`;
    })
    .join(' ');

const found = (value: Scalar): string => (value === undefined ? 'no such field' : String(value));
