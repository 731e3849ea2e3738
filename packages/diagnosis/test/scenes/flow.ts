import type {
  ClusterObservation,
  GroupObservation,
  PartitionObservation,
  TopicObservation,
} from '@sremesh/contracts';
import { start } from './clock.ts';

/**
 * A topic with producers and one group, told by its rates: what a sweep at a second would see of it. Rates are records
 * a second over the whole topic, as functions of the second; the group reads no more than there is.
 */
export interface Flow {
  topic?: string;
  group?: string;
  partitions?: number;
  retentionSeconds?: number | null;
  produce: (second: number) => number;
  consume: (second: number) => number;
  /** Seconds between the group's commits. */
  commitEvery?: number;
  state?: (second: number) => string;
  /** How near its deletion a record must be for the sweep to look; as the observer does. */
  looksBelow?: number;
}

/** Steps a second; sweeps are at multiples of a tenth. */
const ticks = 10;

/** The observations of sweeps at these seconds (rising, from 0 on). */
export function observe(flow: Flow, sweeps: readonly number[]): ClusterObservation[] {
  const { partitions = 3, commitEvery = 0.5, state = () => 'Stable' } = flow;
  const end = sweeps.at(-1) ?? 0;
  const written: number[] = [];
  const observations: ClusterObservation[] = [];
  let produced = 0;
  let read = 0;
  let committed = 0;
  let nextSweep = 0;
  let nextCommit = commitEvery;
  for (let index = 0; index <= end * ticks; index += 1) {
    const second = index / ticks;
    for (; (sweeps[nextSweep] ?? Infinity) <= second; nextSweep += 1) {
      const oldestUnread = written[committed];
      observations.push({
        ...sweepOf(flow, partitions, Math.floor(produced), committed, second, oldestUnread, state(second)),
        at: start + (sweeps[nextSweep] ?? 0) * 1000,
      });
    }
    produced += flow.produce(second) / ticks;
    while (written.length < Math.floor(produced)) written.push(second);
    read = Math.min(Math.floor(produced), read + flow.consume(second) / ticks);
    if (second >= nextCommit) {
      committed = Math.floor(read);
      nextCommit += commitEvery;
    }
  }
  return observations;
}

function sweepOf(
  flow: Flow,
  partitions: number,
  produced: number,
  committed: number,
  second: number,
  oldestUnread: number | undefined,
  state: string,
): ClusterObservation {
  const { topic: name = 'orders', group = 'billing', retentionSeconds = 604_800, looksBelow = 0.5 } = flow;
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);
  const left =
    retentionSeconds === null || oldestUnread === undefined
      ? null
      : retentionSeconds - (second - oldestUnread);
  const near = left !== null && retentionSeconds !== null && left < retentionSeconds * looksBelow;
  const topic: TopicObservation = {
    name,
    internal: false,
    id: name,
    minInsyncReplicas: 2,
    retentionMs: retentionSeconds === null ? -1 : retentionSeconds * 1000,
    partitions: numbers.map((partition): PartitionObservation => {
      const highWatermark = share(produced, partition, partitions);
      return { partition, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3], logStartOffset: 0, highWatermark };
    }),
  };
  const groupObservation: GroupObservation = {
    groupId: group,
    state,
    type: 'classic',
    coordinator: 1,
    members: null,
    offsets: numbers.map((partition) => ({
      topic: name,
      partition,
      committed: share(committed, partition, partitions),
      timeToDataLossSeconds: near ? Math.max(0, left) : null,
    })),
  };
  return { ...quiet, topics: [topic], groups: [groupObservation] };
}

/** Records are dealt to the partitions in turn. */
const share = (records: number, partition: number, partitions: number): number =>
  Math.floor((records + partitions - 1 - partition) / partitions);

/** A cluster with three brokers and nothing else to tell. */
export const quiet: ClusterObservation = {
  at: 0,
  cluster: 'test',
  brokers: [1, 2, 3].map((id) => ({ id, host: '127.0.0.1', port: 9000 + id, rack: null })),
  absentBrokers: [],
  topics: [],
  groups: [],
  quorum: null,
  reassignments: null,
  logDirs: null,
  acls: null,
  metrics: null,
  connectors: null,
  schemas: null,
  drift: null,
  hidden: [],
};

export const brokers = (...ids: number[]): ClusterObservation['brokers'] =>
  ids.map((id) => ({ id, host: '127.0.0.1', port: 9000 + id, rack: null }));
