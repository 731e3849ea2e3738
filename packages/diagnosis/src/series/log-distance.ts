import type { ClusterObservation, GroupOffsetObservation } from '@sremesh/contracts';
import { topicIn } from './lookup.ts';
import { partitionOf } from './track.ts';

/**
 * Records between a committed offset and the log: below 0 where it is before the log's start, above 0 where it is behind
 * its end; 0 inside, and where either is not known.
 */
export function logDistance(
  observation: ClusterObservation,
  { topic: name, partition, committed }: Pick<GroupOffsetObservation, 'topic' | 'partition' | 'committed'>,
): number {
  const topic = topicIn(observation, name);
  const log = topic === undefined ? undefined : partitionOf(topic, partition);
  if (log === undefined || committed < 0 || log.logStartOffset < 0 || log.highWatermark < 0) return 0;
  if (committed < log.logStartOffset) return committed - log.logStartOffset;
  return Math.max(0, committed - log.highWatermark);
}
