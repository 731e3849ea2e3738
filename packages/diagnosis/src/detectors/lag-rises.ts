import { defaultCommitGapSeconds } from '../series/commits.ts';
import { everydayRecords } from '../series/laggards.ts';
import type { Growth } from '../series/growth.ts';
import type { Point } from '../series/points.ts';

/** From the last normal lag until now. */
const leastSeconds = 4.5;
/** The same where nothing is known of before. */
const leastSecondsUnknown = 15;
/** A lag is no longer normal at this many times what was. */
const abnormalFactor = 2;
/** Behind by less than this many seconds of production is behind by nothing. */
const leastBehindSeconds = 1.5;
/** Of what is produced, at least this share is not read. */
const leastUnreadShare = 0.1;

/** The lag is far above what was normal, and has been rising and rising since, for long enough to say so. */
export function rises(growth: Growth): boolean {
  const { seconds, usual, produceRate, consumeRate, normalLag, usualPauseSeconds: pause = 0 } = growth;
  const lag = growth.lag.at(-1)?.value ?? 0;
  if (seconds < (usual === undefined ? leastSecondsUnknown : leastSeconds)) return false;
  // Between two commits a lag always rises.
  if (pause > 2 && seconds < 2 * pause) return false;
  if (lag < Math.max(everydayRecords, abnormalFactor * normalLag)) return false;
  if (consumeRate > produceRate * (1 - leastUnreadShare)) return false;
  return lag >= produceRate * leastBehind(growth) && climbs(growth.lag);
}

/**
 * In seconds of production: with more load more is unread at any moment, and that is no growth. Where nothing is known of
 * before, as much may have come in since the last commit but one.
 */
function leastBehind({ usual, normalLag, usualPauseSeconds: pause }: Growth): number {
  if (usual === undefined) return abnormalFactor * (pause ?? defaultCommitGapSeconds) + 1;
  if (usual.produceRate === 0) return leastBehindSeconds;
  return Math.max(leastBehindSeconds, (abnormalFactor * normalLag) / usual.produceRate);
}

/** Each third of the time has more of it than the one before, and now is near the top. */
function climbs(lag: readonly Point[]): boolean {
  const third = Math.ceil(lag.length / 3);
  const means = [lag.slice(0, third), lag.slice(third, -third), lag.slice(-third)].map(meanOf);
  const [first = 0, middle = 0, last = 0] = means;
  const top = Math.max(...lag.map(({ value }) => value));
  return first < middle && middle < last && (lag.at(-1)?.value ?? 0) >= 0.9 * top;
}

const meanOf = (points: readonly Point[]): number | undefined =>
  points.length === 0 ? undefined : points.reduce((sum, { value }) => sum + value, 0) / points.length;
