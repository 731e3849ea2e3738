import type { ClusterObservation, ToolOutput } from '@sremesh/contracts';
import { unknownOffset, type TopicShape } from '../observe/topology.ts';
import { produceRates } from '../window/produce-rates.ts';

/** A partition as Metadata tells it. */
export type PartitionShape = TopicShape['partitions'][number] & { topic: string; topicId: string };

export type PartitionRow = ToolOutput<'describe_topics'>['partitions'][number];

export interface Offsets {
  at: number;
  logStartOffset: number;
  highWatermark: number;
}

/** What past sweeps (oldest first, of this cluster) add to partitions. */
export function rowsFrom(past: readonly ClusterObservation[], now: number) {
  const newest = past.at(-1);
  const topics = new Map(newest?.topics.map((topic) => [topic.id, topic]));
  const rateAt = produceRates(past, now);
  const seen = ({ topicId, partition }: PartitionShape): Offsets => {
    const found = topics.get(topicId)?.partitions.find((candidate) => candidate.partition === partition);
    const { logStartOffset, highWatermark } = found ?? nothing;
    return { at: newest?.at ?? now, logStartOffset, highWatermark };
  };
  const row = (shape: PartitionShape, { at, logStartOffset, highWatermark }: Offsets): PartitionRow => {
    const { topicId, ...shown } = shape;
    return {
      ...shown,
      produceRate: rateAt({ topicId, partition: shape.partition, at, highWatermark }),
      minInsyncReplicas: topics.get(topicId)?.minInsyncReplicas ?? null,
      logStartOffset,
      highWatermark,
    };
  };
  return { row, lastSeen: (shape: PartitionShape) => row(shape, seen(shape)) };
}

const nothing = { logStartOffset: unknownOffset, highWatermark: unknownOffset };
