import type { KafkaCluster } from '../kafka/cluster.ts';
import { deleteTopic } from '../kafka/delete-topic.ts';
import { override } from '../kafka/overrides.ts';
import { createTopic } from '../kafka/topics.ts';
import { startFiller } from '../workloads/filler.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';
import { clusterShows, of } from './sight.ts';
import { holdFollowerBack } from './stuck-follower.ts';

export interface UnderMinIsrOptions {
  topic: string;
  partitions: number;
  replicas: number;
  /** What `min.insync.replicas` is raised to. */
  minInsync: number;
  /** Whether a follower falls behind besides, so that a value that can be met is not. */
  stuck: boolean;
}

const name = 'topic.under-min-isr';

export const underMinIsr: Fault<UnderMinIsrOptions> = {
  name,
  title: 'Fewer replicas are in sync than a topic demands',
  description:
    'min.insync.replicas of a topic is raised above the replicas that are in sync: producers that wait for all of them ' +
    'are refused.',
  touches: 'cluster',
  variants(seed) {
    const { topic } = seeded(seed, name);
    return [
      {
        label: 'two demanded of one replica',
        options: { topic: topic('invoices'), partitions: 3, replicas: 1, minInsync: 2, stuck: false },
      },
      {
        label: 'three demanded of two replicas',
        options: { topic: topic('refunds'), partitions: 1, replicas: 2, minInsync: 3, stuck: false },
      },
      {
        label: 'all demanded while one is behind',
        options: { topic: topic('bookings'), partitions: 1, replicas: 3, minInsync: 3, stuck: true },
      },
    ];
  },
  async inject(
    { kafka },
    { topic = 'invoices', partitions = 2, replicas = 2, minInsync = 3, stuck = false } = {},
  ) {
    const remove = await (stuck
      ? behind(kafka, { topic, partitions, minInsync })
      : demanding(kafka, { topic, partitions, replicas, minInsync }));
    return injected({
      resources: [{ kind: 'topic', name: topic }],
      visible: (signal) =>
        clusterShows(kafka, { what: `${topic} below ${minInsync} in sync`, signal }, (state) =>
          of(topic, state).some(({ isr }) => isr.length < minInsync),
        ),
      undo: remove,
    });
  },
};

type Demand = Pick<UnderMinIsrOptions, 'topic' | 'partitions' | 'minInsync'>;
type Undo = () => Promise<void>;

const follower = 2;
const backlogBytes = 10_000_000;

/**
 * A follower that is behind reads on as slowly as it has to only until where the in-sync replicas agree, and there is no
 * new agreement with too few of them: what keeps it away is what it lacks already.
 */
async function behind(kafka: KafkaCluster, { topic, partitions, minInsync }: Demand): Promise<Undo> {
  const stuck = await holdFollowerBack(kafka, { topic, partitions, follower, bytesPerSecond: 3_000_000 });
  try {
    const { signal } = new AbortController();
    await clusterShows(kafka, { what: `${topic} under-replicated`, signal, timeoutMs: 60_000 }, (state) =>
      of(topic, state).every(({ isr }) => !isr.includes(follower)),
    );
    await stuck.finishWriting(backlogBytes);
    const stopDemanding = await demand(kafka, { topic, minInsync });
    return async () => {
      await stopDemanding();
      await stuck.remove();
    };
  } catch (error) {
    await stuck.remove();
    throw error;
  }
}

async function demanding(
  kafka: KafkaCluster,
  { topic, partitions, minInsync, replicas }: Demand & { replicas: number },
): Promise<Undo> {
  await kafka.withAdmin((admin) =>
    createTopic(admin, {
      topic,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: [{ name: 'min.insync.replicas', value: '1' }],
    }),
  );
  const stopDemanding = await demand(kafka, { topic, minInsync });
  return async () => {
    await stopDemanding();
    await deleteTopic(kafka, topic);
  };
}

/** Raises what the topic demands, under a writer that notices. */
async function demand(
  kafka: KafkaCluster,
  { topic, minInsync }: Pick<Demand, 'topic' | 'minInsync'>,
): Promise<Undo> {
  const filler = await startFiller(kafka, { topic, bytesPerSecond: 10_000, recordBytes: 500 });
  const raised = { 'min.insync.replicas': String(minInsync) };
  await kafka.withAdmin((admin) => override(admin, { kind: 'topic', name: topic }, raised));
  return () => filler.stop();
}
