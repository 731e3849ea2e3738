import type { Case } from '../cases.ts';
import { start } from '../clock.ts';
import { cluster } from '../readings.ts';
import { healthOf } from './health.ts';
import { topicOf, without } from './topic.ts';
import { logDir, symptomOf } from './world.ts';

const observedAt = new Date(start).toISOString();
const visibility = { complete: true, note: null };
const troubled = { partitions: 6, ofPartitions: 6, lastingSeconds: 5 };

/** Broker 3 crashed. */
const crashed: Case['outputs'] = {
  describe_cluster: cluster([0, 0], {
    absentBrokers: [3],
    offlineReplicas: 6,
    underReplicatedPartitions: 6,
  }),
  describe_topics: without(3),
  read_broker_health: healthOf({ absent: { 3: 5 }, outOfSync: { 3: 6 } }),
};

export const brokerDown: Case[] = [
  {
    detection: symptomOf('broker-absent', ['broker 3'], { absentSeconds: 5, replicasOnIt: 6 }),
    outputs: crashed,
  },
  { detection: symptomOf('under-replicated', ['topic orders'], troubled), outputs: crashed },
  {
    detection: symptomOf('quorum-leader-changed', ['cluster test', 'broker 3', 'broker 1'], {
      changes: 1,
      fromLeader: 3,
      toLeader: 1,
    }),
    outputs: crashed,
  },
];

export const diskPressure: Case[] = [
  {
    detection: symptomOf('disk-filling', ['log-dir 1:/var/lib/kafka/data'], { usableShare: 0.12 }),
    outputs: {
      read_log_dirs: {
        observedAt,
        windowSeconds: 120,
        dirs: [
          logDir(1, {
            usableBytes: 1.2e8,
            full: { seconds: 60, earliest: 50, latest: 75, slopePerSecond: -2e6 },
          }),
          logDir(2),
          logDir(3),
        ],
        visibility,
      },
    },
  },
];

/** A follower that a throttle holds back. */
const stuck: Case['outputs'] = {
  describe_cluster: cluster([0, 0, 0], { underReplicatedPartitions: 6 }),
  describe_topics: topicOf((partition) => {
    const replicas = [(partition % 2) + 1, 2 - (partition % 2), 3];
    return { replicas, leader: replicas[0] ?? -1, isr: [1, 2] };
  }),
  read_broker_health: healthOf({ outOfSync: { 3: 6 } }),
};

export const underReplicated: Case[] = [
  { detection: symptomOf('under-replicated', ['topic orders'], troubled), outputs: stuck },
];

export const underMinIsr: Case[] = [
  {
    detection: symptomOf('under-min-isr', ['topic orders'], troubled),
    outputs: {
      ...stuck,
      describe_topics: topicOf(() => ({ replicas: [1, 2, 3], leader: 1, isr: [1] })),
    },
  },
];

/** The disk with the only replica of a partition failed. */
export const offlinePartition: Case[] = [
  {
    detection: symptomOf('offline-partition', ['topic orders'], { ...troubled, partitions: 1 }),
    outputs: {
      describe_cluster: cluster([0, 0, 0], { underReplicatedPartitions: 0 }),
      describe_topics: topicOf((partition) =>
        partition === 4 ? { replicas: [2], leader: -1, isr: [2] } : {},
      ),
      read_log_dirs: {
        observedAt,
        windowSeconds: 120,
        dirs: [logDir(1), logDir(2, { error: 'KAFKA_STORAGE_ERROR', usableBytes: null }), logDir(3)],
        visibility,
      },
    },
  },
];
