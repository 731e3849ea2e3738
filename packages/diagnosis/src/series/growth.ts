import type { ClusterObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from './group-states.ts';
import { laggards } from './laggards.ts';
import { stoodSince, usualPauseSeconds } from './pauses.ts';
import type { Point } from './points.ts';
import { trackOf, type Track, type TrackPoint } from './track.ts';

/** The lag of a group on a topic, from when it was last normal until now. Rates are records a second. */
export interface Growth {
  groupId: string;
  topic: string;
  /** Of the group, now. */
  state: string;
  /** Epoch milliseconds: the first observation whose lag is above what was normal. */
  since: number;
  /** From the last one with a normal lag until now. */
  seconds: number;
  /** Records, from then until now, oldest first. */
  lag: Point[];
  /** The largest before but one; what was there at first where nothing is known of before. */
  normalLag: number;
  /** Before it grew; undefined where the window does not reach back. */
  usual: { produceRate: number; consumeRate: number } | undefined;
  produceRate: number;
  consumeRate: number;
  /** Between commits; undefined where too few were seen. */
  usualPauseSeconds: number | undefined;
  /** Since anything was committed. */
  pauseSeconds: number;
  /** Share of the observations that found the group rebalancing, or without members. */
  unsettledShare: number;
  partitions: PartitionGrowth[];
}

export interface PartitionGrowth {
  partition: number;
  produced: number;
  consumed: number;
  lag: number;
  growth: number;
  /** Since its committed offset moved, as far back as is known. */
  stoodSeconds: number;
}

/** In a growth every so many seconds show a new height; what goes on for longer without one was normal. */
const settledSeconds = 5;
/** How long before the growth is looked at for what is normal. */
const calmSeconds = 30;
const fewestCalm = 3;

const growths = new WeakMap<readonly ClusterObservation[], Growth[]>();

/** The groups whose lag on a topic is above what was normal and may be growing, each once for the same window. */
export function growthsIn(window: readonly ClusterObservation[]): Growth[] {
  const known = growths.get(window);
  if (known !== undefined) return known;
  const found = laggards(window).flatMap(({ groupId, topic }) => {
    const track = trackOf(window, groupId, topic);
    return track === undefined ? [] : (growthOf(track) ?? []);
  });
  growths.set(window, found);
  return found;
}

function growthOf(track: Track): Growth | undefined {
  const { points, groupId, topic, partitions } = track;
  const usualPause = usualPauseSeconds(points);
  const low = lowestBefore(points, Math.max(settledSeconds, 2 * (usualPause ?? 0) + 1) * 1000);
  const lowest = points[low];
  const now = points.at(-1);
  if (lowest === undefined || now === undefined) return undefined;
  const calmMs = Math.max(calmSeconds, 2 * (usualPause ?? 0)) * 1000;
  const calm = points.slice(0, low + 1).filter(({ at }) => at >= lowest.at - calmMs);
  const isKnown = calm.length >= fewestCalm;
  const normalLag = isKnown ? highestNormal(calm) : lowest.lag;
  const start = points.findLastIndex(({ lag }, index) => index >= low && lag <= normalLag);
  const run = points.slice(start);
  const [from] = run;
  if (from === undefined || run.length < 2) return undefined;
  const [firstCalm] = calm;
  return {
    groupId,
    topic,
    state: now.state,
    since: run[1]?.at ?? now.at,
    seconds: (now.at - from.at) / 1000,
    lag: run.map(({ at, lag }) => ({ at, value: lag })),
    normalLag,
    usual: isKnown && firstCalm !== undefined ? rates(firstCalm, lowest) : undefined,
    ...rates(from, now),
    usualPauseSeconds: usualPause,
    pauseSeconds: Math.min(...partitions.map((_, index) => stoodSeconds(points, index))),
    unsettledShare:
      run.filter(({ state }) => isRebalancing(state) || isMemberless(state)).length / run.length,
    partitions: partitions.map((partition, index) => partitionGrowth(points, from, index, partition)),
  };
}

/**
 * The index of the last point that is lower than all after it, and than those of some time before it: where a growth began.
 */
function lowestBefore(points: readonly TrackPoint[], settledMs: number): number {
  let low = points.length - 1;
  for (let index = low - 1; index >= 0; index -= 1) {
    const [point, lowest] = [points[index], points[low]];
    if (point === undefined || lowest === undefined) break;
    if (point.lag < lowest.lag) low = index;
    else if (lowest.at - point.at > settledMs) break;
  }
  return low;
}

/** The largest lag but one: what a group found when it began, or a hiccup left, is not normal. */
function highestNormal(calm: readonly TrackPoint[]): number {
  const lags = calm.map(({ lag }) => lag).toSorted((a, b) => b - a);
  return lags[lags.length < 2 * fewestCalm ? 0 : 1] ?? 0;
}

function rates(from: TrackPoint, to: TrackPoint): { produceRate: number; consumeRate: number } {
  const seconds = Math.max(0.001, (to.at - from.at) / 1000);
  return {
    produceRate: advance(from.ends, to.ends) / seconds,
    consumeRate: advance(from.committed, to.committed) / seconds,
  };
}

const advance = (from: readonly number[], to: readonly number[]): number =>
  to.reduce((sum, offset, index) => sum + offset - (from[index] ?? offset), 0);

function partitionGrowth(
  points: readonly TrackPoint[],
  from: TrackPoint,
  index: number,
  partition: number,
): PartitionGrowth {
  const now = points.at(-1) ?? from;
  const produced = (now.ends[index] ?? 0) - (from.ends[index] ?? 0);
  const consumed = (now.committed[index] ?? 0) - (from.committed[index] ?? 0);
  const lag = Math.max(0, (now.ends[index] ?? 0) - (now.committed[index] ?? 0));
  return {
    partition,
    produced,
    consumed,
    lag,
    growth: produced - consumed,
    stoodSeconds: stoodSeconds(points, index),
  };
}

function stoodSeconds(points: readonly TrackPoint[], index: number): number {
  const now = points.at(-1)?.at ?? 0;
  return (now - (points[stoodSince(points, index)]?.at ?? now)) / 1000;
}
