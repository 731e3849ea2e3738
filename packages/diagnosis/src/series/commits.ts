import { median } from './points.ts';
import type { Step } from './steps.ts';

/** Kafka's default `auto.commit.interval.ms`: what to expect of a group whose commits were not seen yet. */
export const defaultCommitGapSeconds = 5;

/** Typical seconds from one commit to the next; undefined where the steps show too few. */
export function commitGapSeconds(steps: readonly Step[]): number | undefined {
  const commits = steps.filter(({ records }) => records > 0);
  const gaps = commits.flatMap((commit, index) => {
    const before = commits[index - 1];
    return before === undefined ? [] : [(commit.at - before.at) / 1000];
  });
  return gaps.length < 2 ? undefined : median(gaps);
}

/** The longest time within the steps in which nothing was committed, in seconds. */
export function longestPauseSeconds(steps: readonly Step[]): number {
  let longest = 0;
  let pause = 0;
  for (const step of steps) {
    pause = step.records > 0 ? 0 : pause + (step.at - step.from) / 1000;
    longest = Math.max(longest, pause);
  }
  return longest;
}

/** Typical seconds from one observation to the next; 1 while there are too few to tell. */
export function sweepGapSeconds(window: readonly { at: number }[]): number {
  const gaps = window.flatMap(({ at }, index) => {
    const before = window[index - 1];
    return before === undefined ? [] : [(at - before.at) / 1000];
  });
  return median(gaps) ?? 1;
}
