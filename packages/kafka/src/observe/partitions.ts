import type { PartitionObservation, TopicObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { earliest, latest, listOffsets, partitionKey } from './list-offsets.ts';
import { unknownSettings, type TopicSettings } from './topic-settings.ts';
import { unknownOffset, type TopicShape } from './topology.ts';

export interface PartitionReading {
  topics: TopicObservation[];
  /** How many partitions of a leader it did not tell the offsets of, where it did not. */
  silent: Map<number, number>;
}

/**
 * Reads the first and the end offset of every partition: two requests per leader. What is not told is taken over from
 * `previous`, where that is of the same topic.
 */
export async function readPartitions(
  client: KafkaClient,
  shapes: readonly TopicShape[],
  settings: ReadonlyMap<string, TopicSettings>,
  previous: readonly TopicObservation[] = [],
): Promise<PartitionReading> {
  const queries = shapes.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, leader }) => ({ topic: name, partition, leader })),
  );
  const at = (timestamp: number) =>
    listOffsets(
      client,
      queries.map((query) => ({ ...query, timestamp })),
    );
  const [starts, ends] = await Promise.all([at(earliest), at(latest)]);
  const before = new Map(previous.map((topic) => [topic.id, topic.partitions]));
  const silent = new Map<number, number>();
  const topics = shapes.map(({ name, id, internal, partitions }) => ({
    name,
    id,
    internal,
    ...(settings.get(name) ?? unknownSettings),
    partitions: partitions.map((shape): PartitionObservation => {
      const key = partitionKey(name, shape.partition);
      const [start, end] = [starts.get(key), ends.get(key)];
      if (start !== undefined && end !== undefined)
        return { ...shape, logStartOffset: start.offset, highWatermark: end.offset };
      if (shape.leader >= 0) silent.set(shape.leader, (silent.get(shape.leader) ?? 0) + 1);
      const last = before.get(id)?.find(({ partition }) => partition === shape.partition);
      return {
        ...shape,
        logStartOffset: start?.offset ?? last?.logStartOffset ?? unknownOffset,
        highWatermark: end?.offset ?? last?.highWatermark ?? unknownOffset,
      };
    }),
  }));
  return { topics, silent };
}
