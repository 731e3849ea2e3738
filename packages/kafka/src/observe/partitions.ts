import type { TopicObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { earliest, latest, listOffsets, partitionKey } from './list-offsets.ts';
import { unknownSettings, type TopicSettings } from './topic-settings.ts';
import { unknownOffset, type TopicShape } from './topology.ts';

/** Partitions as last seen, to carry offsets over while a partition has no leader or the leader does not answer. */
export type LastOffsets = ReadonlyMap<string, { logStartOffset: number; highWatermark: number }>;

/** Reads the first and the end offset of every partition: two requests per leader. */
export async function readPartitions(
  client: KafkaClient,
  shapes: readonly TopicShape[],
  settings: ReadonlyMap<string, TopicSettings>,
  last: LastOffsets = new Map(),
): Promise<TopicObservation[]> {
  const queries = shapes.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, leader }) => ({ topic: name, partition, leader })),
  );
  const at = (timestamp: number) =>
    listOffsets(
      client,
      queries.map((query) => ({ ...query, timestamp })),
    );
  const [starts, ends] = await Promise.all([at(earliest), at(latest)]);
  return shapes.map(({ name, id, internal, partitions }) => ({
    name,
    id,
    internal,
    ...(settings.get(name) ?? unknownSettings),
    partitions: partitions.map((shape) => {
      const key = partitionKey(name, shape.partition);
      const carried = last.get(key);
      return {
        ...shape,
        logStartOffset: starts.get(key)?.offset ?? carried?.logStartOffset ?? unknownOffset,
        highWatermark: ends.get(key)?.offset ?? carried?.highWatermark ?? unknownOffset,
      };
    }),
  }));
}
