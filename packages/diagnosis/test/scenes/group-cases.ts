import type { Detection, ToolOutput } from '@sremesh/contracts';
import type { Case } from './cases.ts';
import { start } from './clock.ts';
import { group, lag, type Lag } from './readings.ts';

type Partition = Lag['partitions'][number];
const observedAt = new Date(start).toISOString();

const about: Detection['resources'] = [
  { kind: 'consumer-group', name: 'billing' },
  { kind: 'topic', name: 'orders' },
];

const detection = (symptom: Detection['symptom'], measures: Detection['measures']): Detection => ({
  symptom,
  cluster: 'test',
  severity: 2,
  observedAt,
  since: new Date(start - 5000).toISOString(),
  summary: 'something was seen',
  resources: symptom === 'group-rebalancing' ? about.slice(0, 1) : about,
  measures,
});

/** Six partitions into which ten records a second come, but for what a test says of each. */
export const partitions = (differs: (partition: number) => Partial<Partition>): Partition[] =>
  Array.from({ length: 6 }, (_, partition) => ({
    topic: 'orders',
    partition,
    committed: 990,
    logStartOffset: 0,
    highWatermark: 1000,
    lag: 10,
    timeToDataLossSeconds: null,
    produceRate: 10,
    consumeRate: 10,
    stuckSeconds: 0.5,
    ...differs(partition),
  }));

const reading = (own: Partition[], differs: Partial<Lag> = {}): Lag => {
  const sum = own.reduce((total, one) => total + one.lag, 0);
  return lag({
    lag: sum,
    peakLag: sum,
    produceRate: 60,
    consumeRate: 60,
    baselineProduceRate: 60,
    timeToDataLossSeconds: null,
    partitions: own,
    ...differs,
  });
};

const rebalances = (times: number): ToolOutput<'list_recent_rebalances'> => ({
  observedAt,
  windowSeconds: 120,
  rebalances: Array.from({ length: times }, (_, index) => ({
    groupId: 'billing',
    startedAt: new Date(start - 2000 * (index + 1)).toISOString(),
    endedAt: new Date(start - 2000 * index - 500).toISOString(),
    durationSeconds: 1.5,
    cause: 'member-joined',
    joined: ['app'],
    left: [],
    membersAfter: 2,
  })),
  omitted: 0,
  mostPerMinute: times / 2,
});

const growing = { lagRecords: 300, normalLagRecords: 40, growthSeconds: 5, loadRatio: 1 };
const nothing = { ...growing, produceRecordsPerSecond: 60, consumeRecordsPerSecond: 0 };

export const slow: Case = {
  detection: detection('lag-growing', { ...nothing, consumeRecordsPerSecond: 20 }),
  outputs: {
    read_consumer_lag: reading(
      partitions((partition) => ({ lag: 45 + partition, stuckSeconds: partition })),
      { consumeRate: 35 },
    ),
    describe_consumer_group: group(),
  },
};

export const gone: Case = {
  detection: detection('group-without-members', { lagRecords: 300, memberlessSeconds: 1, silentSeconds: 4 }),
  outputs: {
    read_consumer_lag: reading(
      partitions(() => ({ lag: 50, stuckSeconds: 10, consumeRate: 0 })),
      { consumeRate: 0, state: 'Empty' },
    ),
    describe_consumer_group: group({ state: 'Empty', memberCount: 0 }),
  },
};

/** Killed: its group does not know yet. */
export const killed: Case = {
  detection: detection('lag-growing', nothing),
  outputs: {
    read_consumer_lag: reading(
      partitions(() => ({ lag: 50, stuckSeconds: 5 })),
      { consumeRate: 25 },
    ),
    describe_consumer_group: group(),
  },
};

export const poison: Case = {
  detection: {
    ...detection('position-stuck', {
      partition: 2,
      stuckOffset: 900,
      stuckSeconds: 7,
      returns: 0,
      otherProducedRecords: 350,
      otherConsumedRecords: 345,
    }),
    resources: [{ kind: 'partition', name: 'orders/2' }, ...about],
  },
  outputs: {
    read_consumer_lag: reading(
      partitions((partition) =>
        partition === 2 ? { committed: 900, lag: 100, stuckSeconds: 8 } : { lag: 5 },
      ),
    ),
    describe_consumer_group: group(),
  },
};

export const storm: Case = {
  detection: detection('group-rebalancing', {
    rebalances: 4,
    rebalancingSeconds: 5,
    episodeSeconds: 8,
    lagRecords: 400,
    normalLagRecords: 40,
    leastLagRecords: 300,
  }),
  outputs: {
    read_consumer_lag: reading(
      partitions(() => ({ lag: 75, stuckSeconds: 3 })),
      { consumeRate: 20 },
    ),
    describe_consumer_group: group({ state: 'PreparingRebalance', rebalancingShare: 0.1, stateChanges: 12 }),
    list_recent_rebalances: rebalances(5),
  },
};

export const lostPlace: Case = {
  detection: detection('offset-out-of-range', { partitions: 6, deletedRecords: 600 }),
  outputs: {
    read_consumer_lag: reading(
      partitions(() => ({ logStartOffset: 995, stuckSeconds: 5 })),
      { consumeRate: 0, timeToDataLossSeconds: 0 },
    ),
    describe_consumer_group: group({ state: 'Empty', memberCount: 0 }),
  },
};

export const hot: Case = {
  detection: {
    ...detection('partition-skew', { hotShareRatio: 0.85, growthSeconds: 5 }),
    resources: [
      { kind: 'topic', name: 'orders' },
      { kind: 'partition', name: 'orders/4' },
      ...about.slice(0, 1),
    ],
  },
  outputs: {
    read_consumer_lag: reading(
      partitions((partition) =>
        partition === 4 ? { lag: 300, produceRate: 51 } : { lag: 1, produceRate: 2 },
      ),
      { consumeRate: 30 },
    ),
    describe_consumer_group: group(),
    describe_topics: {
      observedAt,
      partitions: Array.from({ length: 6 }, (_, partition) => ({
        topic: 'orders',
        partition,
        leader: 1,
        replicas: [1, 2, 3],
        isr: [1, 2, 3],
        produceRate: partition === 4 ? 51 : 2,
        minInsyncReplicas: 2,
        logStartOffset: 0,
        highWatermark: 1000,
      })),
      omitted: 0,
      nextCursor: null,
      claim: null,
      visibility: { complete: true, note: null },
    },
  },
};
