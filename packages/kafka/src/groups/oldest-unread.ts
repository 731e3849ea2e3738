import type { ClusterObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { timeToDataLoss, type UnreadPosition } from '../observe/data-loss.ts';
import { partitionKey } from '../observe/list-offsets.ts';

/** Ten years: older records are as old as that. */
const horizonMs = 10 * 365 * 86_400_000;
const precisionMs = 50;

/**
 * Age of the oldest record that the group in `observation` (of `observeGroup`) has not read, in seconds, from the log's
 * own timestamps and without reading a record; 0 where nothing is unread, null where a leader does not answer.
 */
export async function oldestUnreadSeconds(
  client: KafkaClient,
  { at, groups, topics }: ClusterObservation,
): Promise<number | null> {
  const places = new Map(
    topics.flatMap(({ name, partitions }) =>
      partitions.map((place) => [partitionKey(name, place.partition), place] as const),
    ),
  );
  const unread = (groups[0]?.offsets ?? []).flatMap(({ topic, partition, committed }): UnreadPosition[] => {
    const place = places.get(partitionKey(topic, partition));
    if (place === undefined || place.highWatermark <= committed) return [];
    const offset = Math.max(committed, place.logStartOffset);
    if (offset >= place.highWatermark) return [];
    return [{ topic, partition, leader: place.leader, offset, retentionMs: horizonMs }];
  });
  if (unread.length === 0) return 0;
  const options = { now: at, nearShare: 1, precisionMs: () => precisionMs };
  const untilHorizon = await timeToDataLoss(client, unread, options);
  const ages = untilHorizon.map((seconds) => horizonMs / 1000 - (seconds ?? 0));
  const oldest = Math.max(...ages);
  return oldest >= horizonMs / 1000 ? null : Math.max(0, oldest);
}
