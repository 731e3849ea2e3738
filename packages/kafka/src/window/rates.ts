import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';

/** What a window says of one group (on one topic, or all it has committed to). Rates are records a second. */
export interface GroupHistory {
  windowSeconds: number;
  /** Over the last ten seconds; null until two sweeps a second apart are there. */
  produceRate: number | null;
  consumeRate: number | null;
  /** Median of the produce rates between sweeps, over the whole window. */
  baselineProduceRate: number | null;
  /** The largest lag in the window. */
  peakLag: number;
  /** Records a second by which the lag grew over the last ten seconds. */
  lagSlope: number | null;
}

const recentMs = 10_000;
const shortestMs = 1000;

interface Position {
  end: number;
  committed: number;
}
interface Sample {
  at: number;
  positions: ReadonlyMap<string, Position>;
}

/** The history of a group in `observations`, oldest first. Pure. */
export function groupHistory(
  observations: readonly ClusterObservation[],
  groupId: string,
  topic?: string,
): GroupHistory {
  const samples = observations.flatMap((observation) => sampleOf(observation, groupId, topic) ?? []);
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return noHistory;
  const recent = samples.find(({ at }) => last.at - at <= recentMs);
  const now = recent === undefined ? null : ratesBetween(recent, last);
  return {
    windowSeconds: (last.at - first.at) / 1000,
    produceRate: now?.produced ?? null,
    consumeRate: now?.consumed ?? null,
    baselineProduceRate: median(produceRates(samples)),
    peakLag: Math.max(...samples.map(lagOf)),
    lagSlope: now === null ? null : now.produced - now.consumed,
  };
}

/** Lag in records of everything the group has committed to (on `topic`); undefined where the group was not seen. */
export function groupLag(
  observation: ClusterObservation,
  groupId: string,
  topic?: string,
): number | undefined {
  const sample = sampleOf(observation, groupId, topic);
  return sample === undefined ? undefined : lagOf(sample);
}

const noHistory: GroupHistory = {
  windowSeconds: 0,
  produceRate: null,
  consumeRate: null,
  baselineProduceRate: null,
  peakLag: 0,
  lagSlope: null,
};

function sampleOf(
  { at, groups, topics }: ClusterObservation,
  groupId: string,
  topic: string | undefined,
): Sample | undefined {
  const group = groups.find((candidate) => candidate.groupId === groupId);
  if (group === undefined) return undefined;
  const offsets = group.offsets.filter((offset) => topic === undefined || offset.topic === topic);
  const wanted = new Map(
    topics
      .filter(({ name }) => offsets.some((offset) => offset.topic === name))
      .map(({ name, partitions }) => [name, partitions]),
  );
  return { at, positions: new Map(offsets.flatMap((offset) => positionOf(offset, wanted))) };
}

function positionOf(
  { topic, partition, committed }: GroupObservation['offsets'][number],
  topics: ReadonlyMap<string, ClusterObservation['topics'][number]['partitions']>,
): [string, Position][] {
  const end = topics.get(topic)?.find((candidate) => candidate.partition === partition)?.highWatermark;
  return end === undefined || end < 0 ? [] : [[`${topic}/${partition}`, { end, committed }]];
}

const lagOf = ({ positions }: Sample): number =>
  positions.values().reduce((sum, { end, committed }) => sum + Math.max(0, end - committed), 0);

/** Over the partitions seen both times; a position that went backwards counts as standing still. */
function ratesBetween(from: Sample, to: Sample): { produced: number; consumed: number } | null {
  const seconds = (to.at - from.at) / 1000;
  if (seconds * 1000 < shortestMs) return null;
  let produced = 0;
  let consumed = 0;
  for (const [key, { end, committed }] of to.positions) {
    const before = from.positions.get(key);
    if (before === undefined) continue;
    produced += Math.max(0, end - before.end);
    consumed += Math.max(0, committed - before.committed);
  }
  return { produced: produced / seconds, consumed: consumed / seconds };
}

/** Between samples at least a second apart. */
function produceRates(samples: readonly Sample[]): number[] {
  const rates: number[] = [];
  let [from] = samples;
  for (const to of samples) {
    const rate = from === undefined ? null : ratesBetween(from, to);
    if (rate === null) continue;
    rates.push(rate.produced);
    from = to;
  }
  return rates;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
