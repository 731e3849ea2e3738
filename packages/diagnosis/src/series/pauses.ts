/** When a group commits, by what sweeps saw of it. */
import type { TrackPoint } from './track.ts';

/**
 * Seconds that a group usually lets pass between two commits: longer than nine of ten of its pauses; undefined while
 * fewer than two commits were seen. The pause it is in now is none of them.
 */
export function usualPauseSeconds(points: readonly TrackPoint[]): number | undefined {
  const commits = points.filter((point, index) => {
    const before = points[index - 1];
    return before !== undefined && point.committed.some((offset, at) => offset > (before.committed[at] ?? 0));
  });
  const pauses = commits
    .flatMap(({ at }, index) => {
      const before = commits[index - 1];
      return before === undefined ? [] : [(at - before.at) / 1000];
    })
    .toSorted((a, b) => a - b);
  return pauses[Math.floor((pauses.length - 1) * 0.9)];
}

/**
 * Since when a partition's committed offset has stood where it is, as the index of the first point that shows it there;
 * 0 also where it did not move within the points.
 */
export function stoodSince(points: readonly TrackPoint[], partitionIndex: number): number {
  const offset = points.at(-1)?.committed[partitionIndex];
  return points.findLastIndex(({ committed }) => committed[partitionIndex] !== offset) + 1;
}
