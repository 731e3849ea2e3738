import type { ClusterObservation } from '@sremesh/contracts';
import { lagOf, movedBetween, positionsIn, secondsBetween, type PositionSample } from './positions.ts';

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

/** Present rates are taken over so much of the window. */
export const recentMs = 10_000;

/** The history of a group in `observations`, oldest first. Pure. */
export function groupHistory(
  observations: readonly ClusterObservation[],
  groupId: string,
  topic?: string,
): GroupHistory {
  const samples = observations.flatMap((observation) => positionsIn(observation, groupId, topic) ?? []);
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
  const sample = positionsIn(observation, groupId, topic);
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

/** Over the partitions seen both times. */
function ratesBetween(
  from: PositionSample,
  to: PositionSample,
): { produced: number; consumed: number } | null {
  const seconds = secondsBetween(from, to);
  if (seconds === null) return null;
  let produced = 0;
  let consumed = 0;
  for (const [key, position] of to.positions) {
    const before = from.positions.get(key);
    if (before === undefined) continue;
    const moved = movedBetween(before, position);
    produced += moved.produced;
    consumed += moved.consumed;
  }
  return { produced: produced / seconds, consumed: consumed / seconds };
}

/** Between samples at least a second apart. */
function produceRates(samples: readonly PositionSample[]): number[] {
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
