import kafkajs from 'kafkajs';
import type { KafkaCluster } from '../../src/kafka/cluster.ts';
import { withRaw } from '../../src/kafka/raw.ts';
import { readState } from '../../src/kafka/state.ts';

/** What a fault has to leave as it was: brokers, partitions with their leaders, and overrides of brokers. */
export async function clusterPicture(kafka: KafkaCluster) {
  const { brokers, partitions } = await withRaw(kafka, readState);
  const overridden = await kafka.withAdmin(async (admin) => {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: brokers.map((id) => ({ type: kafkajs.ConfigResourceTypes.BROKER, name: String(id) })),
    });
    return resources.flatMap(({ resourceName, configEntries }) =>
      configEntries
        .filter(({ configSource }) => configSource === kafkajs.ConfigSource.DYNAMIC_BROKER_CONFIG)
        .map(({ configName, configValue }) => `${resourceName}: ${configName}=${configValue}`),
    );
  });
  return {
    brokers: brokers.toSorted((a, b) => a - b),
    overridden,
    partitions: partitions
      .map(({ topic, partition, leader, replicas, isr }) => ({
        place: `${topic}/${partition}`,
        leader,
        replicas,
        isr: isr.toSorted((a, b) => a - b),
      }))
      .toSorted((a, b) => (a.place < b.place ? -1 : 1)),
  };
}
