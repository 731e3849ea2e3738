import type { ClusterObservation } from '@sremesh/contracts';
import { recentMs } from './rates.ts';

/** A partition's end offset at a time, epoch milliseconds; the topic's id tells it from a former one of its name. */
export interface End {
  topicId: string;
  partition: number;
  at: number;
  highWatermark: number;
}

const shortestMs = 1000;

/**
 * Records a second that were written to a partition up to `End`, since the oldest of `observations` (oldest first) that
 * lies at most ten seconds back; null where that is less than a second, or did not see it. Pure.
 */
export function produceRates(
  observations: readonly ClusterObservation[],
  now: number,
): (end: End) => number | null {
  const from = observations.find(({ at }) => now - at <= recentMs);
  const topics = new Map(from?.topics.map(({ id, partitions }) => [id, partitions]));
  return ({ topicId, partition, at, highWatermark }) => {
    const before = topics.get(topicId)?.find((candidate) => candidate.partition === partition)?.highWatermark;
    if (from === undefined || before === undefined || before < 0 || highWatermark < 0) return null;
    if (at - from.at < shortestMs) return null;
    return (Math.max(0, highWatermark - before) * 1000) / (at - from.at);
  };
}
