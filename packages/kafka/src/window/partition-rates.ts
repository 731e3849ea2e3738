import type { ClusterObservation } from '@sremesh/contracts';
import { movedBetween, positionsIn, secondsBetween, type PositionSample } from './positions.ts';
import { recentMs } from './rates.ts';

/** What a window says of one partition that a group reads. Rates are records a second, over the last ten seconds. */
export interface PartitionHistory {
  /** null until two sweeps a second apart are there. */
  produceRate: number | null;
  consumeRate: number | null;
  /** Since when the committed offset has stood still with unread records behind it; 0 where nothing is unread. */
  stuckSeconds: number;
}

/** By `topic/partition`, for all that the newest of `observations` (oldest first) has. Pure. */
export function partitionHistories(
  observations: readonly ClusterObservation[],
  groupId: string,
): Map<string, PartitionHistory> {
  const samples = observations.flatMap((observation) => positionsIn(observation, groupId, undefined) ?? []);
  const last = samples.at(-1);
  if (last === undefined) return new Map();
  const recent = samples.filter(({ at }) => last.at - at <= recentMs);
  return new Map([...last.positions.keys()].map((key) => [key, historyOf(key, samples, recent, last)]));
}

function historyOf(
  key: string,
  samples: readonly PositionSample[],
  recent: readonly PositionSample[],
  last: PositionSample,
): PartitionHistory {
  const now = last.positions.get(key);
  const first = recent.find(({ positions }) => positions.has(key));
  const before = first?.positions.get(key);
  const seconds = first === undefined ? null : secondsBetween(first, last);
  const moved = now === undefined || before === undefined ? null : movedBetween(before, now);
  const rate = (records: number | undefined) =>
    seconds === null || records === undefined ? null : records / seconds;
  return {
    produceRate: rate(moved?.produced),
    consumeRate: rate(moved?.consumed),
    stuckSeconds: (last.at - stoodStillSince(key, samples, last)) / 1000,
  };
}

/** Time of the first of the sweeps, without a gap up to the last one, that saw this position with unread records. */
function stoodStillSince(key: string, samples: readonly PositionSample[], last: PositionSample): number {
  const committed = last.positions.get(key)?.committed;
  const moved = samples.findLastIndex(({ positions }) => {
    const position = positions.get(key);
    return position === undefined || position.committed !== committed || position.end <= position.committed;
  });
  return samples[moved + 1]?.at ?? last.at;
}
