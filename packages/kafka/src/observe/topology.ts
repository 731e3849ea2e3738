import type { metadataV12 } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import type { BrokerObservation } from '@sremesh/contracts';

/** A cluster's brokers and topics as Metadata tells them, before offsets and retention are known. */
export interface Topology {
  cluster: string;
  brokers: BrokerObservation[];
  topics: TopicShape[];
}

export interface TopicShape {
  name: string;
  /** Changes when a topic is deleted and made anew under the same name. */
  id: string;
  internal: boolean;
  partitions: { partition: number; leader: number; replicas: number[]; isr: number[] }[];
}

/** Offset of a partition that never could be read (no leader since we look). */
export const unknownOffset = -1;

/**
 * Reads the topology; `topics` null reads every topic this user may see. With names, throws what Kafka says of a topic
 * that does not exist or may not be seen, naming the tool argument `argument`.
 */
export async function readTopology(
  client: KafkaClient,
  topics: readonly string[] | null,
  argument: string,
): Promise<Topology> {
  const metadata = await client.metadata(topics);
  for (const { name, errorCode } of topics === null ? [] : metadata.topics) {
    if (errorCode === codes.none || errorCode === codes.leaderNotAvailable) continue;
    throw client.failure(
      {
        argument,
        topic: name ?? '',
        doing: `describe topic "${name}"`,
        needs: `Describe on Topic:${name}`,
      },
      errorCode,
    );
  }
  return {
    cluster: metadata.clusterId ?? '',
    brokers: metadata.brokers.map(brokerOf),
    topics: metadata.topics.flatMap(shapeOf),
  };
}

const brokerOf = ({ nodeId, host, port, rack }: metadataV12.MetadataResponseBroker): BrokerObservation => ({
  id: nodeId,
  host,
  port,
  rack: rack ?? null,
});

function shapeOf(topic: metadataV12.MetadataResponseTopic): TopicShape[] {
  if (topic.name == null || topic.partitions.length === 0) return [];
  const partitions = topic.partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
    partition: partitionIndex,
    leader: leaderId,
    replicas: replicaNodes,
    isr: isrNodes,
  }));
  partitions.sort((a, b) => a.partition - b.partition);
  return [{ name: topic.name, id: topic.topicId, internal: topic.isInternal, partitions }];
}
