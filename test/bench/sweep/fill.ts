import {
  createTopicsV7,
  findCoordinatorV6,
  metadataV12,
  offsetCommitV9,
  Producer,
  stringSerializers,
} from '@platformatic/kafka';
import { createKafkaClient, type KafkaClient } from '@sremesh/kafka';
import { waitUntil, type KafkaCluster } from '@sremesh/sandbox';

const partitions = 10;
const asked = 500;
const inFlight = 60;

/** What the sweeps read, made with raw requests as the superuser. */
export interface Load {
  /** Topics of one partition or more; one request. Resolves when every broker knows their leaders. */
  topics(names: readonly string[], partitions: number, replicas: number): Promise<void>;
  /** 1 to 20 records in each of ten partitions. */
  records(topics: readonly string[]): Promise<void>;
  /** Groups that each have committed where the ten partitions of one topic end. */
  groups(ids: readonly string[], topics: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export const groupIds = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `group-${String(from + index).padStart(5, '0')}`);

/** Records in a partition of the topic at this place, and so what is committed there. */
const endOf = (topic: number, partition: number): number => 1 + ((topic * partitions + partition) % 20);
const places = Array.from({ length: partitions }, (_, partition) => partition);

export async function startLoad(kafka: KafkaCluster): Promise<Load> {
  const sasl = { mechanism: 'SCRAM-SHA-512', ...kafka.admin } as const;
  const client = createKafkaClient({ brokers: kafka.bootstrapServers, clientId: 'load', sasl });
  await client.metadata([]);
  return {
    async topics(names, numPartitions, replicationFactor) {
      const wanted = names.map((name) => ({
        name,
        numPartitions,
        replicationFactor,
        assignments: [],
        configs: [],
      }));
      const answer = await client.request('controller', createTopicsV7.api, wanted, 30_000, false);
      const failed = answer.topics.find(({ errorCode }) => errorCode !== 0);
      if (failed !== undefined) throw new Error(`topic ${failed.name}: error ${failed.errorCode}`);
      // The next request may go to any broker.
      for (const { id } of kafka.nodes)
        await waitUntil({ what: `the topics at broker ${id}`, timeoutMs: 30_000 }, async () => {
          const { topics } = await client.request({ broker: id }, metadataV12.api, [...names], false, false);
          return topics.every((topic) => topic.partitions.length > 0 && topic.partitions.every(hasLeader));
        });
    },
    async records(topics) {
      const producer = new Producer({
        clientId: 'load',
        bootstrapBrokers: [...kafka.bootstrapServers],
        sasl,
        serializers: stringSerializers,
      });
      for (const [index, topic] of topics.entries()) {
        const messages = places.flatMap((partition) =>
          Array.from({ length: endOf(index, partition) }, () => ({ topic, partition, value: 'x' })),
        );
        await producer.send({ messages, acks: -1 });
      }
      await producer.close();
    },
    async groups(ids, topics) {
      const coordinators = await coordinatorsOf(client, ids);
      const left = ids.values();
      const worker = async () => {
        for (const id of left) await commit(client, coordinators.get(id) ?? -1, id, topics);
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    },
    close: () => client.close(),
  };
}

const hasLeader = ({ leaderId }: { leaderId: number }): boolean => leaderId >= 0;

async function coordinatorsOf(client: KafkaClient, ids: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let from = 0; from < ids.length; from += asked) {
    const keys = ids.slice(from, from + asked);
    const { coordinators } = await client.request('any', findCoordinatorV6.api, 0, keys);
    for (const { key, nodeId } of coordinators) found.set(key, nodeId);
  }
  return found;
}

async function commit(
  client: KafkaClient,
  broker: number,
  id: string,
  topics: readonly string[],
): Promise<void> {
  const index = Number(id.slice(-5)) % topics.length;
  const offsets = places.map((partitionIndex) => ({
    partitionIndex,
    committedOffset: BigInt(endOf(index, partitionIndex)),
    committedLeaderEpoch: -1,
  }));
  const wanted = [{ name: topics[index] ?? '', partitions: offsets }];
  await waitUntil({ what: `${id} has committed`, timeoutMs: 20_000 }, async () => {
    const answer = await client.request({ broker }, offsetCommitV9.api, id, -1, '', null, wanted);
    return answer.topics.every((topic) => topic.partitions.every(({ errorCode }) => errorCode === 0));
  });
}
