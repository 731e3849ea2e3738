import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from '../series/group-states.ts';
import { usualPauseSeconds } from '../series/pauses.ts';
import { standingIn, topicsStanding, type Standing } from '../series/standing.ts';
import { stayingMembers } from '../series/staying.ts';
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
  candidates(window, group, earlySeconds, (_, { cameBack }) => cameBack).length > 0;

interface Scene {
  track: Track;
  standing: number;
  state: string;
  cameBack: boolean;
}
type Judge = (one: Standing, scene: Scene) => boolean;

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
    const returned = standing.filter((one) => comesBack(window, group, one));
    // Whoever dies of one record has no time for some of the others.
    const [first] = returned.toSorted((a, b) => a.since - b.since || b.lag - a.lag);
    const judged = first === undefined ? few(standing, track) : [first];
    const scene = { track, standing: standing.length, state: group.state, cameBack: first !== undefined };
    return judged.filter((one) => judge(one, scene)).map((one) => ({ ...one, topic }));
  });
}

const few = (standing: readonly Standing[], { partitions }: Track): readonly Standing[] =>
  standing.length > Math.max(1, partitions.length * fewShare) ? [] : standing;

const isStuck: Judge = (one, { track, standing, state, cameBack }) => {
  if (!one.hasMoved && one.seconds < unknownSeconds) return false;
  const now = track.points.at(-1)?.at ?? 0;
  if (cameBack) return now - one.returns.lastAt >= resumedMs;
  if (isMemberless(state) || isRebalancing(state)) return false;
  const isAlone = one.others.produced === 0;
  if (isAlone || standing > 1) {
    return one.seconds >= takeoverSeconds && hadMembers(track) && (isAlone || keepsUp(one, track));
  }
  return keepsUp(one, track);
};

/**
 * The group came back and read others, or once more nothing, and not this one; and nobody stayed in it, which tells a
 * reader that dies from readers that others keep from reading.
 */
function comesBack(
  window: readonly ClusterObservation[],
  { groupId }: GroupObservation,
  { since, seconds, returns, others }: Standing,
): boolean {
  const { rebalanced, rejoined } = returns;
  if (rebalanced + rejoined < (others.produced === 0 ? 2 : 1)) return false;
  if (others.produced > 0 && others.consumed === 0) return false;
  return rebalanced <= seconds * stormReturns && (stayingMembers(window, groupId, since) ?? 0) === 0;
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
