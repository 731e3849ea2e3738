import { randomBytes } from 'node:crypto';
import type { KafkaCluster } from '@sremesh/sandbox';
import { until } from '@sremesh/test/until';
import { ConfigResourceTypes, ConfigSource } from 'kafkajs';

/** A topic of one partition for each preferred leader, with a retention of its own. */
export async function createTopic(kafka: KafkaCluster, leaders: readonly number[] = [1]): Promise<string> {
  const topic = `topic-${randomBytes(5).toString('hex')}`;
  await kafka.withAdmin((admin) =>
    admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic,
          replicaAssignment: leaders.map((leader, partition) => ({
            partition,
            replicas: replicasFrom(leader),
          })),
          configEntries: [
            { name: 'retention.ms', value: '60000' },
            { name: 'segment.ms', value: '50000' },
          ],
        },
      ],
    }),
  );
  await until(`topic ${topic}`, async () => ((await leaderOf(kafka, topic)).leader > 0 ? true : undefined));
  return topic;
}

const replicasFrom = (leader: number): number[] => [leader, ...[1, 2, 3].filter((id) => id !== leader)];

/** Takes the leader down and up again: it is in sync afterwards, and another leads. */
export async function loseLeadership(kafka: KafkaCluster, topic: string, leader: number): Promise<void> {
  const node = kafka.nodes.find(({ id }) => id === leader);
  await node?.kill();
  await until(
    'another leads',
    async () => ((await leaderOf(kafka, topic)).leader !== leader ? true : undefined),
    60_000,
  );
  await node?.start();
  await until(
    'it is in sync',
    async () => ((await leaderOf(kafka, topic)).isr.includes(leader) ? true : undefined),
    60_000,
  );
}

/** The topic's own overrides, as another client than ours reads them. */
export async function overrides(kafka: KafkaCluster, topic: string): Promise<Record<string, string>> {
  const { resources } = await kafka.withAdmin((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    }),
  );
  const own = (resources[0]?.configEntries ?? []).filter(
    ({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG,
  );
  return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
}

/** -1 for a topic that is not there yet. */
export async function leaderOf(
  kafka: KafkaCluster,
  topic: string,
): Promise<{ leader: number; isr: number[] }> {
  const found = await kafka
    .withAdmin((admin) => admin.fetchTopicMetadata({ topics: [topic] }))
    .catch(() => undefined);
  const partition = found?.topics[0]?.partitions[0];
  return { leader: partition?.leader ?? -1, isr: partition?.isr ?? [] };
}

/** Sets the topic's retention and nothing else, as somebody else than the mesh would. */
export async function setRetention(kafka: KafkaCluster, topic: string, value: string): Promise<void> {
  const configEntries = [{ name: 'retention.ms', value }];
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }];
  await kafka.withAdmin((admin) => admin.alterConfigs({ validateOnly: false, resources }));
}
