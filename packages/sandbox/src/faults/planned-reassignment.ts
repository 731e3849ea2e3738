import { alterPartitionReassignmentsV1, listPartitionReassignmentsV0 } from '@platformatic/kafka';
import { deleteTopic } from '../kafka/delete-topic.ts';
import { override } from '../kafka/overrides.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { withRaw } from '../kafka/raw.ts';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import { startFiller } from '../workloads/filler.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';
import { clusterShows } from './sight.ts';

export interface PlannedReassignmentOptions {
  topic: string;
  partitions: number;
  /** What the topic holds. */
  bytes: number;
  /** Of the move, between brokers; it takes about `bytes` over this. */
  throttleBytesPerSecond: number;
}

const name = 'benign.planned-reassignment';
const mib = 1024 * 1024;

export const plannedReassignment: Fault<PlannedReassignmentOptions> = {
  name,
  title: 'An admin moves a topic to another broker',
  description:
    'The replicas of a topic are moved from one broker to another, with a throttle so that clients do not notice. It ' +
    'takes a while and completes by itself.',
  touches: 'cluster',
  variants(seed) {
    const { topic } = seeded(seed, name);
    return [
      {
        label: 'some partitions',
        options: { topic: topic('catalog'), partitions: 4, bytes: 24 * mib, throttleBytesPerSecond: 2 * mib },
      },
      {
        label: 'one large partition, slowly',
        options: { topic: topic('history'), partitions: 1, bytes: 16 * mib, throttleBytesPerSecond: mib },
      },
      {
        label: 'many partitions',
        options: { topic: topic('prices'), partitions: 8, bytes: 32 * mib, throttleBytesPerSecond: 2 * mib },
      },
    ];
  },
  async inject(
    target,
    { topic = 'catalog', partitions = 4, bytes = 24 * mib, throttleBytesPerSecond = 2 * mib } = {},
  ) {
    const { kafka } = target;
    const numbers = Array.from({ length: partitions }, (_, partition) => partition);
    await kafka.withAdmin((admin) =>
      createTopic(admin, {
        topic,
        replicaAssignment: numbers.map((partition) => ({ partition, replicas: [1, 2] })),
      }),
    );
    const remove = () => deleteTopic(kafka, topic);
    try {
      await fill(kafka, topic, bytes);
      await throttle(kafka, topic, String(throttleBytesPerSecond));
      await withRaw(kafka, async (ask) => {
        const moved = numbers.map((partitionIndex) => ({ partitionIndex, replicas: [1, 3] }));
        await ask(alterPartitionReassignmentsV1.api, 5000, false, [{ name: topic, partitions: moved }]);
      });
    } catch (error) {
      await throttle(kafka, topic, null);
      await remove();
      throw error;
    }
    return injected({
      resources: [{ kind: 'topic', name: topic }],
      visible: (signal) =>
        clusterShows(kafka, { what: `${topic} being reassigned`, signal }, async (_, ask) => {
          const { topics } = await ask(listPartitionReassignmentsV0.api, 5000, null);
          return topics.some((moving) => moving.name === topic);
        }),
      async undo() {
        await throttle(kafka, topic, null);
        await remove();
        await calmAgain(target);
      },
    });
  },
};

async function fill(kafka: KafkaCluster, topic: string, bytes: number): Promise<void> {
  const filler = await startFiller(kafka, { topic, bytesPerSecond: 16 * mib, recordBytes: 50_000 });
  try {
    await waitUntil({ what: `${topic} filled`, timeoutMs: 60_000 }, () => filler.bytes >= bytes);
  } finally {
    await filler.stop();
  }
}

/** As Kafka's own tool does it: a rate on the brokers, and on the topic whom it is for. null takes it away. */
async function throttle(kafka: KafkaCluster, topic: string, rate: string | null): Promise<void> {
  const whom = rate === null ? null : '*';
  await kafka.withAdmin(async (admin) => {
    for (const { id } of kafka.nodes)
      await override(
        admin,
        { kind: 'broker', name: String(id) },
        {
          'leader.replication.throttled.rate': rate,
          'follower.replication.throttled.rate': rate,
        },
      );
    await override(
      admin,
      { kind: 'topic', name: topic },
      {
        'leader.replication.throttled.replicas': whom,
        'follower.replication.throttled.replicas': whom,
      },
    );
  });
}
