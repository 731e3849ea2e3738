import { join } from 'node:path';
import { consumerAcls, producerAcls } from '../kafka/acls.ts';
import { grantAcls } from '../kafka/admin.ts';
import { createTopic } from '../kafka/topics.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { waitUntil } from '../process/wait-until.ts';
import { startWorkload, type Workload } from './workload.ts';

/** The Kafka users of workloads; each gets rights topic by topic, group by group. */
export const workloadUsers = { producer: 'sandbox-producer', consumer: 'sandbox-consumer' } as const;

export interface PipelineOptions {
  topic: string;
  group: string;
  partitions: number;
  /** Overrides of the topic. */
  configs?: Readonly<Record<string, string>>;
  /** Records a second. */
  produceRate: number;
}

/** One topic, one producer to it, and one group with a member that reads it as fast as it comes. */
export interface Pipeline {
  readonly topic: string;
  readonly group: string;
  readonly producer: Workload;
  readonly consumer: Workload;
  stop(): Promise<void>;
}

/**
 * Makes the topic, allows the two users what they need for it, and resolves when records flow: the group has
 * committed in every partition.
 */
export async function startPipeline(
  kafka: KafkaCluster,
  logDir: string,
  options: PipelineOptions,
): Promise<Pipeline> {
  const { topic, group, partitions, configs = {}, produceRate } = options;
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
  await kafka.withAdmin(async (admin) => {
    await grantAcls(admin, workloadUsers.producer, producerAcls(topic));
    await createTopic(admin, { topic, numPartitions: partitions, configEntries });
  });
  const starting = [
    startWorkload({
      kind: 'producer',
      bootstrapServers: kafka.bootstrapServers,
      credentials: kafka.credentials(workloadUsers.producer),
      topic,
      rate: produceRate,
      logFile: join(logDir, `${topic}-producer.log`),
    }),
    startMember(kafka, logDir, { topic, group }),
  ] as const;
  const stop = async () => {
    for (const one of await Promise.allSettled(starting)) {
      if (one.status === 'fulfilled') await one.value.stop();
    }
  };
  try {
    const [producer, consumer] = await Promise.all(starting);
    await committedEverywhere(kafka, topic, group);
    return { topic, group, producer, consumer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one more member of a group, which is allowed to read the topic. */
export async function startMember(
  kafka: KafkaCluster,
  logDir: string,
  { topic, group, heartbeatIntervalMs }: { topic: string; group: string; heartbeatIntervalMs?: number },
): Promise<Workload> {
  await kafka.withAdmin((admin) => grantAcls(admin, workloadUsers.consumer, consumerAcls(topic, group)));
  return startWorkload({
    kind: 'consumer',
    bootstrapServers: kafka.bootstrapServers,
    credentials: kafka.credentials(workloadUsers.consumer),
    topic,
    group,
    rate: null,
    ...(heartbeatIntervalMs === undefined ? {} : { heartbeatIntervalMs }),
    logFile: join(logDir, `${group}.log`),
  });
}

const committedEverywhere = (kafka: KafkaCluster, topic: string, group: string): Promise<true> =>
  kafka.withAdmin((admin) =>
    waitUntil({ what: `${group} reading ${topic}`, timeoutMs: 20_000, everyMs: 100 }, async () => {
      const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return offsets?.partitions.every(({ offset }) => Number(offset) >= 0) === true;
    }),
  );
