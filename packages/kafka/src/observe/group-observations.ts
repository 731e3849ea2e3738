import type {
  GroupMembersObservation,
  GroupObservation,
  GroupOffsetObservation,
  PartitionObservation,
  TopicObservation,
} from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import type { CommittedOffset } from '../protocol/offset-fetch.ts';
import type { Committed } from './committed.ts';
import { timeToDataLoss, type DataLossOptions, type UnreadPosition } from './data-loss.ts';
import type { ListedGroup } from './groups.ts';

/** What is joined to observations of groups. */
export interface GroupReadings {
  listed: readonly ListedGroup[];
  committed: Committed;
  topics: readonly TopicObservation[];
  members?: ReadonlyMap<string, GroupMembersObservation | null>;
  /** As last observed, by id: what is equal is given back as it is. */
  previous?: ReadonlyMap<string, GroupObservation>;
}

/**
 * Joins groups, what they committed and the partitions, and finds out when retention may overtake a group. A group
 * whose offsets could not be read is left out: it would look as if it had no lag.
 */
export async function groupObservations(
  client: KafkaClient,
  { listed, committed, topics, members, previous }: GroupReadings,
  options: DataLossOptions,
): Promise<GroupObservation[]> {
  const losses = await lossesOf(client, committed, topics, options);
  return listed.flatMap(({ groupId, state, type, coordinator }) => {
    const offsets = committed.get(groupId);
    if (offsets === undefined) return [];
    const was = previous?.get(groupId);
    const is = {
      groupId,
      state,
      type,
      coordinator,
      members: members?.get(groupId) ?? null,
      offsets: observed(offsets, losses, was?.offsets),
    };
    return [was !== undefined && sameGroup(was, is) ? was : is];
  });
}

/** Seconds until data loss by offset (the object), where it is not null. */
async function lossesOf(
  client: KafkaClient,
  committed: Committed,
  topics: readonly TopicObservation[],
  options: DataLossOptions,
): Promise<Map<CommittedOffset, number>> {
  const losses = new Map<CommittedOffset, number>();
  const byName = new Map(topics.map((topic) => [topic.name, topic]));
  const unread: CommittedOffset[] = [];
  const positions: UnreadPosition[] = [];
  for (const offsets of committed.values()) {
    for (const offset of offsets) {
      const topic = byName.get(offset.topic);
      const place = partitionOf(topic, offset.partition);
      if (topic === undefined || place === undefined || place.highWatermark <= offset.committed) continue;
      if (offset.committed < place.logStartOffset) {
        losses.set(offset, 0);
      } else if (topic.retentionMs !== null && topic.retentionMs >= 0) {
        const { retentionMs } = topic;
        const since = options.now - retentionMs * options.nearShare;
        if (options.young?.covers(topic.name, offset.partition, offset.committed, since) === true) continue;
        unread.push(offset);
        positions.push({
          topic: topic.name,
          partition: offset.partition,
          leader: place.leader,
          offset: offset.committed,
          retentionMs,
        });
      }
    }
  }
  const seconds = await timeToDataLoss(client, positions, options);
  for (const [index, offset] of unread.entries()) {
    const found = seconds[index] ?? null;
    if (found !== null) losses.set(offset, found);
  }
  return losses;
}

/** Partitions are in their order, without gaps unless this user may not see some. */
function partitionOf(
  topic: TopicObservation | undefined,
  partition: number,
): PartitionObservation | undefined {
  const place = topic?.partitions[partition];
  return place?.partition === partition ? place : sought(topic, partition);
}

const sought = (topic: TopicObservation | undefined, partition: number): PartitionObservation | undefined =>
  topic?.partitions.find((candidate) => candidate.partition === partition);

function observed(
  offsets: readonly CommittedOffset[],
  losses: ReadonlyMap<CommittedOffset, number>,
  was: GroupOffsetObservation[] = [],
): GroupOffsetObservation[] {
  const isAsBefore = (offset: CommittedOffset, index: number) =>
    unchanged(was[index], offset, losses.get(offset) ?? null);
  if (offsets.length === was.length && offsets.every(isAsBefore)) return was;
  return offsets.map((offset, index) => {
    const before = was[index];
    const timeToDataLossSeconds = losses.get(offset) ?? null;
    if (before !== undefined && unchanged(before, offset, timeToDataLossSeconds)) return before;
    const { topic, partition, committed } = offset;
    return { topic, partition, committed, timeToDataLossSeconds };
  });
}

const unchanged = (
  was: GroupOffsetObservation | undefined,
  is: CommittedOffset,
  timeToDataLossSeconds: number | null,
): boolean =>
  was?.committed === is.committed &&
  was.timeToDataLossSeconds === timeToDataLossSeconds &&
  was.partition === is.partition &&
  was.topic === is.topic;

const sameGroup = (was: GroupObservation, is: GroupObservation): boolean =>
  was.offsets === is.offsets &&
  was.members === is.members &&
  was.state === is.state &&
  was.type === is.type &&
  was.coordinator === is.coordinator;
