import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from '../series/group-states.ts';
import { usualPauseSeconds } from '../series/pauses.ts';
import { standingIn, topicsStanding, type Standing } from '../series/standing.ts';
import { trackOf, type Track } from '../series/track.ts';

const leastSeconds = 6.5;
/** What may become one. */
const earlySeconds = 4.5;
/** Of nothing but one partition, or of several at once: by then Kafka has noticed a member that died, and others took over. */
const takeoverSeconds = 14;
/** The same where it is not known to have moved at all. */
const unknownSeconds = 20;
/** Who came back has committed by then what it read. */
const resumedMs = 1500;
/** What is read beside it is behind by no more than this many seconds and two commits. */
const keepsUpSeconds = 1.5;
const everydayRecords = 20;
/** More partitions than this share of the topic's do not stop because of one record each. */
const fewShare = 1 / 3;
/** Returns from rebalances, a second, beyond which a group is too busy with rebalancing to get anywhere. */
const stormReturns = 1 / 5;

/** A partition that a group gets no further on, and the topic it is of. */
export interface StuckPartition extends Standing {
  topic: string;
}

/** The partitions on which a group gets no further although it has members, or comes back again and again. */
export const stuckPartitions = (
  window: readonly ClusterObservation[],
  group: GroupObservation,
): StuckPartition[] => candidates(window, group, leastSeconds, isStuck);

/** Whether a group that rebalances does so because of a partition that it cannot get past. */
export const mayBeStuck = (window: readonly ClusterObservation[], group: GroupObservation): boolean =>
  candidates(window, group, earlySeconds, comesBack).length > 0;

type Judge = (one: Standing, track: Track, standing: number, state: string) => boolean;

function candidates(
  window: readonly ClusterObservation[],
  group: GroupObservation,
  seconds: number,
  judge: Judge,
): StuckPartition[] {
  const now = window.at(-1);
  const earlier = now === undefined ? undefined : window.findLast(({ at }) => at <= now.at - seconds * 1000);
  if (now === undefined || earlier === undefined || group.type === 'share') return [];
  return [...topicsStanding(now, earlier, group)].flatMap((topic) => {
    const track = trackOf(window, group.groupId, topic);
    if (track === undefined) return [];
    const usualPause = usualPauseSeconds(track.points) ?? 0;
    const standing = standingIn(track, usualPause > 2 ? Math.max(seconds, 2 * usualPause + 1) : seconds);
    if (standing.length > Math.max(1, track.partitions.length * fewShare)) return [];
    return standing
      .filter((one) => judge(one, track, standing.length, group.state))
      .map((one) => ({ ...one, topic }));
  });
}

const isStuck: Judge = (one, track, standing, state) => {
  if (!one.hasMoved && one.seconds < unknownSeconds) return false;
  const now = track.points.at(-1)?.at ?? 0;
  if (comesBack(one) && now - one.returns.lastAt >= resumedMs) return true;
  if (isMemberless(state) || isRebalancing(state)) return false;
  const isAlone = one.others.produced === 0;
  if (isAlone || standing > 1) {
    return one.seconds >= takeoverSeconds && hadMembers(track) && (isAlone || keepsUp(one, track));
  }
  return keepsUp(one, track);
};

/** It came back and read others, or once more nothing, and not this one; rarely enough to have had the time. */
function comesBack({ seconds, returns, others }: Standing): boolean {
  const { rebalanced, rejoined } = returns;
  if (rebalanced > seconds * stormReturns) return false;
  return others.produced === 0 ? rebalanced + rejoined > 1 : rebalanced + rejoined > 0 && others.consumed > 0;
}

function keepsUp({ others, seconds, lag }: Standing, { points }: Track): boolean {
  const rate = others.produced / seconds;
  const behind = keepsUpSeconds + 2 * (usualPauseSeconds(points) ?? 1);
  // Of several that stand still each is among the others of the next.
  return others.consumed > 0 && others.lag <= rate * behind + everydayRecords + lag * fewShare;
}

const hadMembers = ({ points }: Track): boolean => {
  const from = (points.at(-1)?.at ?? 0) - takeoverSeconds * 1000;
  return points.every(({ at, state }) => at < from || !isMemberless(state));
};
