import type { ClusterObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { fetchCommitted } from '../observe/committed.ts';
import type { ListedGroup } from '../observe/groups.ts';
import type { CommittedOffset } from '../protocol/offset-fetch.ts';
import { latest, listOffsets, partitionKey } from '../observe/list-offsets.ts';
import { readTopology } from '../observe/topology.ts';

/** How far a group is behind on one partition; `lag` null where the partition's end is not known. */
export interface GroupPosition {
  topic: string;
  partition: number;
  lag: number | null;
}

/** Older than this an observation is no longer taken for the present. */
const freshForMs = 10_000;

/**
 * Where groups stand: by the newest observation, where it is fresh and has the group, else read now (in as few requests
 * as a sweep needs). Groups whose coordinator does not answer are left out.
 *
 * @returns by group id
 */
export async function groupPositions(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  brokers: readonly number[],
  newest: ClusterObservation | undefined,
): Promise<Map<string, GroupPosition[]>> {
  const fresh = newest !== undefined && Date.now() - newest.at <= freshForMs ? newest : undefined;
  const seen = new Map(fresh?.groups.map(({ groupId, offsets }) => [groupId, offsets]));
  const missing = groups.filter(({ groupId }) => !seen.has(groupId));
  const read =
    missing.length === 0 ? new Map<string, GroupPosition[]>() : await readNow(client, missing, brokers);
  const ends = new Map(
    fresh?.topics.flatMap(({ name, partitions }) =>
      partitions.map(
        ({ partition, highWatermark }) => [partitionKey(name, partition), highWatermark] as const,
      ),
    ),
  );
  return new Map(
    groups.flatMap(({ groupId }) => {
      const offsets = seen.get(groupId);
      const positions = offsets === undefined ? read.get(groupId) : positionsOf(offsets, ends);
      return positions === undefined ? [] : [[groupId, positions]];
    }),
  );
}

async function readNow(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  brokers: readonly number[],
): Promise<Map<string, GroupPosition[]>> {
  const committed = await fetchCommitted(client, groups, brokers);
  const { topics } = await readTopology(client, null, 'topic');
  const wanted = new Set(
    [...committed.values()].flat().map(({ topic, partition }) => partitionKey(topic, partition)),
  );
  const queries = topics.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ partition }) => wanted.has(partitionKey(name, partition)))
      .map(({ partition, leader }) => ({ topic: name, partition, leader, timestamp: latest })),
  );
  const answers = await listOffsets(client, queries);
  const ends = new Map([...answers].map(([key, { offset }]) => [key, offset]));
  return new Map([...committed].map(([groupId, offsets]) => [groupId, positionsOf(offsets, ends)]));
}

const positionsOf = (
  offsets: readonly CommittedOffset[],
  ends: ReadonlyMap<string, number>,
): GroupPosition[] =>
  offsets.map(({ topic, partition, committed }) => {
    const end = ends.get(partitionKey(topic, partition)) ?? -1;
    return { topic, partition, lag: end < 0 ? null : Math.max(0, end - committed) };
  });
