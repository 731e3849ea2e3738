import type {
  GroupMembersObservation,
  GroupObservation,
  PartitionObservation,
  TopicObservation,
} from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { timeToDataLoss, type DataLossOptions, type UnreadPosition } from './data-loss.ts';
import type { CommittedOffset, ListedGroup } from './groups.ts';
import { partitionKey } from './list-offsets.ts';

/**
 * Joins groups, what they committed and the partitions, and finds out when retention may overtake a group. A group
 * whose offsets could not be read is left out: it would look as if it had no lag.
 */
export async function groupObservations(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  committed: ReadonlyMap<string, CommittedOffset[]>,
  topics: readonly TopicObservation[],
  options: DataLossOptions & { members?: ReadonlyMap<string, GroupMembersObservation | null> },
): Promise<GroupObservation[]> {
  const observed = groups.flatMap(({ groupId, state, type, coordinator }) => {
    const offsets = committed.get(groupId);
    if (offsets === undefined) return [];
    return [
      {
        groupId,
        state,
        type,
        coordinator,
        members: options.members?.get(groupId) ?? null,
        offsets: offsets.map((offset) => ({ ...offset, timeToDataLossSeconds: notLooked })),
      },
    ];
  });
  const byPartition = new Map(
    topics.flatMap((topic) =>
      topic.partitions.map((partition) => [
        partitionKey(topic.name, partition.partition),
        { topic, partition },
      ]),
    ),
  );
  const unread: { offset: { timeToDataLossSeconds: number | null }; position: UnreadPosition }[] = [];
  for (const { offsets } of observed) {
    for (const offset of offsets) {
      const place = byPartition.get(partitionKey(offset.topic, offset.partition));
      if (place === undefined || !hasUnread(place.partition, offset.committed)) continue;
      if (offset.committed < place.partition.logStartOffset) {
        offset.timeToDataLossSeconds = 0;
      } else if (place.topic.retentionMs !== null && place.topic.retentionMs >= 0) {
        const { leader } = place.partition;
        const { retentionMs } = place.topic;
        unread.push({ offset, position: { ...offset, offset: offset.committed, leader, retentionMs } });
      }
    }
  }
  const seconds = await timeToDataLoss(
    client,
    unread.map(({ position }) => position),
    options,
  );
  for (const [index, { offset }] of unread.entries()) offset.timeToDataLossSeconds = seconds[index] ?? null;
  return observed;
}

const hasUnread = ({ highWatermark }: PartitionObservation, committed: number): boolean =>
  highWatermark > committed;

const notLooked: number | null = null;
