import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCoordinatorV6, offsetCommitV9, Producer, stringSerializers } from '@platformatic/kafka';
import {
  agentAcls,
  connectUser,
  createTopic,
  startKafkaCluster,
  waitUntil,
  type KafkaCluster,
} from '@sremesh/sandbox';
import { createKafkaClient, type KafkaClient, type KafkaClientOptions } from '../../src/index.ts';
import { apis } from '../../src/protocol/platformatic.ts';

const users = {
  ...agentAcls,
  /** May carry out every write action on every topic, for tests that are not about rights. */
  action: [
    { resource: 'cluster', name: 'kafka-cluster', operations: ['Alter'] },
    { resource: 'topic', name: '*', operations: ['Describe', 'DescribeConfigs', 'AlterConfigs'] },
  ],
  /** Of the worker of Kafka Connect. */
  [connectUser]: [
    { resource: 'topic', name: '*', operations: ['Read', 'Write'] },
    { resource: 'group', name: '*', operations: ['Read'] },
  ],
  nobody: [],
} as const;
export type TestUser = keyof typeof users | 'admin';

/** A real cluster for all suites of this package, and what their tests do to it besides. */
export interface TestCluster {
  kafka: KafkaCluster;
  /** A client of one of the users; closed with the cluster. */
  client: (user: TestUser, options?: Partial<KafkaClientOptions>) => KafkaClient;
  /** Makes a topic (of three replicas) and gives its name; `leaders` are the preferred ones, by partition. */
  createTopic: (options?: {
    leaders?: number[];
    replicas?: number;
    configs?: Record<string, string>;
  }) => Promise<string>;
  /** Writes one record per timestamp (epoch ms). */
  produce: (topic: string, partition: number, timestamps: readonly number[]) => Promise<void>;
  /** Commits offsets as an idle group, by partition; gives the group's id. */
  commit: (topic: string, offsets: readonly number[], groupId?: string) => Promise<string>;
  stop: () => Promise<void>;
}

export const uniqueName = (kind: string): string => `${kind}-${randomBytes(5).toString('hex')}`;

export async function startTestCluster(): Promise<TestCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-kafka-'));
  const kafka = await startKafkaCluster({ dir, users, metrics: true });
  const clients: KafkaClient[] = [];
  const admin = createKafkaClient({
    brokers: kafka.bootstrapServers,
    clientId: 'test-admin',
    sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.admin },
  });
  await admin.metadata([]);
  const producer = new Producer({
    clientId: 'test',
    bootstrapBrokers: [...kafka.bootstrapServers],
    sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.admin },
    serializers: stringSerializers,
  });

  /** The next request may go to any broker. */
  const heardOf = (topic: string, broker: number) =>
    waitUntil({ what: `broker ${broker} has heard of ${topic}`, timeoutMs: 20_000 }, async () => {
      const { topics } = await admin.request({ broker }, apis.metadataV12.api, [topic], false, false);
      return topics.every(({ errorCode }) => errorCode === 0);
    });

  return {
    kafka,
    client(user, options) {
      const credentials = user === 'admin' ? kafka.admin : kafka.credentials(user);
      const client = createKafkaClient({
        brokers: kafka.bootstrapServers,
        clientId: `test-${user}`,
        sasl: { mechanism: 'SCRAM-SHA-512', ...credentials },
        ...options,
      });
      clients.push(client);
      return client;
    },
    async createTopic({ leaders = [1], replicas = 3, configs = {} } = {}) {
      const topic = uniqueName('topic');
      await kafka.withAdmin((adminTool) =>
        createTopic(adminTool, {
          topic,
          replicaAssignment: leaders.map((leader, partition) => ({
            partition,
            replicas: [leader, ...[1, 2, 3].filter((id) => id !== leader)].slice(0, replicas),
          })),
          configEntries: Object.entries(configs).map(([name, value]) => ({ name, value })),
        }),
      );
      await Promise.all(kafka.nodes.filter(({ running }) => running).map(({ id }) => heardOf(topic, id)));
      return topic;
    },
    async produce(topic, partition, timestamps) {
      const messages = timestamps.map((at) => ({ topic, partition, value: 'x', timestamp: BigInt(at) }));
      await producer.send({ messages, acks: -1 });
    },
    async commit(topic, offsets, groupId = uniqueName('group')) {
      const partitions = offsets.map((offset, partitionIndex) => ({
        partitionIndex,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: -1,
      }));
      await waitUntil({ what: `${groupId} has committed`, timeoutMs: 20_000 }, async () => {
        const { coordinators } = await admin.request('any', findCoordinatorV6.api, 0, [groupId]);
        const target = { broker: coordinators[0]?.nodeId ?? -1 };
        const topics = [{ name: topic, partitions }];
        const response = await admin.request(target, offsetCommitV9.api, groupId, -1, '', null, topics);
        return response.topics.every((answer) => answer.partitions.every(({ errorCode }) => errorCode === 0));
      });
      return groupId;
    },
    async stop() {
      await Promise.allSettled([producer.close(), admin.close(), ...clients.map((client) => client.close())]);
      await kafka.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
