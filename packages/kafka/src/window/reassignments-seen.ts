import type { ClusterObservation, ReassignmentsObservation } from '@sremesh/contracts';

type Moving = ReassignmentsObservation['partitions'][number];

/**
 * Since when (epoch milliseconds) the window shows a reassignment without a gap up to its newest observation; null where
 * that one does not show it. Observations are oldest first. Pure.
 */
export function reassignmentsSeen(
  observations: readonly ClusterObservation[],
): (moving: Moving) => number | null {
  const since = new Map<string, number>();
  let before: ReassignmentsObservation | null = null;
  for (const { at, reassignments } of observations) {
    if (reassignments === null || reassignments === before) continue;
    before = reassignments;
    const now = new Set(reassignments.partitions.map(keyOf));
    for (const key of since.keys()) if (!now.has(key)) since.delete(key);
    for (const key of now) if (!since.has(key)) since.set(key, at);
  }
  return (moving) => since.get(keyOf(moving)) ?? null;
}

const keyOf = ({ topic, partition, adding, removing }: Moving): string =>
  [topic, partition, adding.join(), removing.join()].join('/');
