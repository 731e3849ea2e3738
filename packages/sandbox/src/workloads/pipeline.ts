import { consumerAcls, producerAcls } from '../kafka/acls.ts';
import type { KafkaCredentials } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { forget } from '../kafka/forget.ts';
import { grantEverywhere } from '../kafka/grant.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { Habits } from './habits.ts';
import { startWorkload, type Workload, type WorkloadOptions } from './workload.ts';

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
  /** Of each member, in records a second; default null: what comes. */
  consumeRate?: number | null;
  /** Default 1. */
  members?: number;
  producing?: Habits;
  consuming?: Habits;
  /** Who produces and consumes, if not the users that all workloads share. */
  users?: { producer?: KafkaCredentials; consumer?: KafkaCredentials };
}

/** One topic, one producer to it, and one group that reads it as fast as it comes. */
export interface Pipeline {
  readonly topic: string;
  readonly group: string;
  readonly producer: Workload;
  /** The first of the members. */
  readonly consumer: Workload;
  readonly members: readonly Workload[];
  /** What they were started with, to start others of the kind. */
  readonly options: { producer: WorkloadOptions; member: WorkloadOptions };
  stop(): Promise<void>;
  /** Stops it and deletes its topic, its group and the rights on them. */
  remove(): Promise<void>;
}

/**
 * Makes the topic, allows the users what they need for it, and resolves when records flow: the group has committed in
 * every partition that holds any. What fails leaves nothing behind.
 */
export async function startPipeline(
  kafka: KafkaCluster,
  logDir: string,
  options: PipelineOptions,
): Promise<Pipeline> {
  const { topic, group, partitions, configs = {}, produceRate, consumeRate = null, users = {} } = options;
  const { producer: produces = kafka.credentials(workloadUsers.producer) } = users;
  const { consumer: consumes = kafka.credentials(workloadUsers.consumer) } = users;
  const common = { bootstrapServers: kafka.bootstrapServers, topic, logDir };
  const kinds: Pipeline['options'] = {
    producer: { ...options.producing, ...common, kind: 'producer', credentials: produces, rate: produceRate },
    member: {
      ...options.consuming,
      ...common,
      kind: 'consumer',
      group,
      credentials: consumes,
      rate: consumeRate,
    },
  };
  await grantEverywhere(kafka, produces.username, producerAcls(topic));
  await grantEverywhere(kafka, consumes.username, consumerAcls(topic, group));
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
  await kafka.withAdmin((admin) => createTopic(admin, { topic, numPartitions: partitions, configEntries }));
  const starting = [
    startWorkload(kinds.producer),
    ...Array.from({ length: options.members ?? 1 }, () => startWorkload(kinds.member)),
  ];
  const stop = async () => {
    const started = await Promise.allSettled(starting);
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(running.map((one) => one.stop()));
  };
  const remove = async () => {
    await stop();
    const belongings = { topics: [topic], groups: [group], users: [produces.username, consumes.username] };
    await kafka.withAdmin((admin) => forget(admin, belongings));
  };
  try {
    const [producer, consumer, ...others] = await Promise.all(starting);
    if (producer === undefined || consumer === undefined) throw new Error(`nobody reads ${topic}`);
    await committedEverywhere(kafka, topic, group);
    const members = [consumer, ...others];
    return { topic, group, producer, consumer, members, options: kinds, stop, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const committedEverywhere = (kafka: KafkaCluster, topic: string, group: string): Promise<true> =>
  kafka.withAdmin((admin) =>
    waitUntil({ what: `${group} reading ${topic}`, timeoutMs: 60_000, everyMs: 100 }, async () => {
      const logs = await admin.fetchTopicOffsets(topic);
      const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const filled = logs.filter(({ low, high }) => low !== high).map(({ partition }) => partition);
      const read = offsets?.partitions.filter(({ offset }) => Number(offset) >= 0) ?? [];
      return read.length > 0 && filled.every((each) => read.some(({ partition }) => partition === each));
    }),
  );
