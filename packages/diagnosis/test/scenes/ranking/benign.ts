import { burst, type Case } from '../cases.ts';
import { start } from '../clock.ts';
import { cluster, lag } from '../readings.ts';
import { healthOf } from './health.ts';
import { topicOf } from './topic.ts';
import { symptomOf } from './world.ts';

const observedAt = new Date(start).toISOString();
const replicas = [1, 2, 3].map((id) => ({ id, voter: true, logEndOffset: 900, lag: 0 }));

export const controllerFailover: Case[] = [
  {
    detection: symptomOf('quorum-leader-changed', ['cluster test', 'broker 2', 'broker 3'], {
      changes: 1,
      fromLeader: 2,
      toLeader: 3,
    }),
    outputs: {
      describe_cluster: cluster([0, 0, 0], {
        quorumLeaderId: 3,
        quorum: {
          leaderEpoch: 8,
          highWatermark: 900,
          replicas,
          lastChange: { at: observedAt, from: 2, to: 3 },
        },
      }),
    },
  },
];

/** Four partitions go from broker 1 to broker 3, which is not in sync on them yet. */
const moving: Case['outputs'] = {
  describe_cluster: cluster([0, 0, 0], { underReplicatedPartitions: 4 }),
  describe_topics: topicOf((partition) =>
    partition < 4 ? { replicas: [2, 3, 1], leader: 2, isr: [2, 1] } : {},
  ),
  list_partition_reassignments: {
    observedAt,
    reassignments: [0, 1, 2, 3].map((partition) => ({
      topic: 'orders',
      partition,
      replicas: [2, 3, 1],
      adding: [3],
      removing: [1],
      seenSince: observedAt,
    })),
    total: 4,
    nextCursor: null,
    claim: null,
  },
  read_broker_health: healthOf({ outOfSync: { 3: 4 } }),
};

export const plannedReassignment: Case[] = [
  {
    detection: symptomOf('reassignment-running', ['topic orders'], { partitions: 4, running: 1 }),
    outputs: moving,
  },
  {
    detection: symptomOf('under-replicated', ['topic orders'], { partitions: 4, ofPartitions: 6 }),
    outputs: moving,
  },
];

/** Seen as it begins to drain, and while it grew. */
export const benignBurst: Case[] = [
  burst,
  {
    detection: symptomOf('lag-growing', ['consumer-group billing', 'topic orders'], {
      lagRecords: 4000,
      normalLagRecords: 60,
      loadRatio: 40,
      produceRecordsPerSecond: 2000,
      consumeRecordsPerSecond: 900,
    }),
    outputs: {
      read_consumer_lag: lag({
        lag: 2400,
        peakLag: 4000,
        produceRate: 1000,
        consumeRate: 1400,
        baselineProduceRate: 50,
        timeToDrainSeconds: 4,
        timeToDataLossSeconds: 604_795,
        retentionMs: 604_800_000,
        partitions: [],
      }),
    },
  },
];
