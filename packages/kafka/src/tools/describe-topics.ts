import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { earliest, latest, listOffsets, partitionKey } from '../observe/list-offsets.ts';
import { readTopology, unknownOffset } from '../observe/topology.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';
import { rowsFrom, type Offsets, type PartitionShape } from './partition-row.ts';
import { isOffline, isSkewed, isUnderReplicated } from './replication.ts';
import { topicReaders } from './topic-readers.ts';
import { visibilityOf } from './visibility.ts';

/** Offsets are read for the page alone; what `fetch_result` shows of the others is as the last sweep saw them. */
export const describeTopics =
  ({ client, window, results }: ReadToolDeps): ReadTool<'describe_topics'> =>
  async ({ topics: asked, onlyLeaderSkew, onlyUnhealthy, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    const names = asked === undefined ? null : [...new Set(asked)];
    const [{ cluster, topics }, visibility] = await Promise.all([
      readTopology(client, names, 'topics'),
      // A topic asked for by name that may not be seen is an error already.
      names === null ? visibilityOf(client, 'Topic') : { complete: true, note: null },
    ]);
    const matching = topics
      .flatMap(({ name, id, partitions }) =>
        partitions.map((partition): PartitionShape => ({ topic: name, topicId: id, ...partition })),
      )
      .filter((partition) => !onlyLeaderSkew || isSkewed(partition))
      .filter((partition) => !onlyUnhealthy || isUnderReplicated(partition) || isOffline(partition));
    const past = window.observations().filter((observation) => observation.cluster === cluster);
    const { row, lastSeen } = rowsFrom(past, Date.now());
    const { items, total, nextCursor, claim } = await pageOf(matching, {
      tool: 'describe_topics',
      observedAt,
      limit,
      cursor,
      results,
      keyOf: ({ topic, partition }) => [topic, partition],
      whole: (all) => all.map(lastSeen),
    });
    const offsets = await readOffsets(client, items);
    const gone = await deletedMeanwhile(client, items, offsets, names !== null);
    const readers = topicReaders(past.at(-1));
    return {
      observedAt,
      partitions: items
        .filter(({ topic }) => !gone.has(topic))
        .map((shape) => row(shape, offsets.get(partitionKey(shape.topic, shape.partition)) ?? unread())),
      omitted: total - items.length,
      nextCursor,
      claim,
      visibility,
      consumerGroups: readers === undefined ? null : countReaders(readers, names),
    };
  };

async function readOffsets(
  client: KafkaClient,
  shapes: readonly PartitionShape[],
): Promise<Map<string, Offsets>> {
  const read = (timestamp: number) =>
    listOffsets(
      client,
      shapes.map(({ topic, partition, leader }) => ({ topic, partition, leader, timestamp })),
    );
  const [starts, ends] = await Promise.all([read(earliest), read(latest)]);
  const at = Date.now();
  return new Map(
    [...ends].map(([key, { offset }]) => [
      key,
      { at, logStartOffset: starts.get(key)?.offset ?? unknownOffset, highWatermark: offset },
    ]),
  );
}

/**
 * Topics that went between the two questions about them: a leader that knows no end may know no topic any more. Throws
 * where one of them was asked for by name.
 */
async function deletedMeanwhile(
  client: KafkaClient,
  shapes: readonly PartitionShape[],
  offsets: ReadonlyMap<string, Offsets>,
  byName: boolean,
): Promise<ReadonlySet<string>> {
  const silent = shapes.filter(
    (shape) => !isOffline(shape) && !offsets.has(partitionKey(shape.topic, shape.partition)),
  );
  if (silent.length === 0) return new Set();
  const names = [...new Set(silent.map(({ topic }) => topic))];
  if (byName) await readTopology(client, names, 'topics');
  const { topics } = await client.metadata(names);
  return new Set(
    topics.flatMap(({ name, errorCode }) =>
      errorCode === codes.unknownTopicOrPartition ? (name ?? []) : [],
    ),
  );
}

const unread = (): Offsets => ({
  at: Date.now(),
  logStartOffset: unknownOffset,
  highWatermark: unknownOffset,
});

function countReaders(
  readers: ReadonlyMap<string, ReadonlySet<string>>,
  names: readonly string[] | null,
): number {
  const groups = new Set<string>();
  for (const topic of names ?? readers.keys())
    for (const group of readers.get(topic) ?? []) groups.add(group);
  return groups.size;
}
