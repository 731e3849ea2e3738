import type { ClusterObservation, Detection, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from '../series/group-states.ts';
import { usualPauseSeconds } from '../series/pauses.ts';
import { standingIn, topicsStanding, type Standing } from '../series/standing.ts';
import { trackOf, type Track } from '../series/track.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

const leastSeconds = 8;
/** Of nothing but one partition, or of several at once: by then Kafka has noticed a member that died, and others took over. */
const takeoverSeconds = 14;
/** Of one that the group comes back to again and again. */
const returningSeconds = 12;
/** The same where it is not known to have moved at all. */
const unknownSeconds = 20;
/** What is read beside it keeps up: at least this share of what came in for it. */
const keepsUpShare = 0.8;
/** More partitions than this share of the topic's do not stop because of one record each. */
const fewShare = 1 / 3;
/** Returns a second beyond which a group is too busy with rebalancing to get anywhere. */
const stormReturns = 1 / 4;

/**
 * A partition on which a group gets no further although it has members and there is more to read: it goes on with the
 * others, or comes back to the same offset again and again, or has only this one. One detection for each partition.
 */
export const positionStuck: Detector = (window) => {
  const now = window.at(-1);
  const earlier =
    now === undefined ? undefined : window.findLast(({ at }) => at <= now.at - leastSeconds * 1000);
  if (now === undefined || earlier === undefined) return [];
  return now.groups.flatMap((group) => {
    if (group.type === 'share') return [];
    return [...topicsStanding(now, earlier, group)].flatMap((topic) => {
      const track = trackOf(window, group.groupId, topic);
      return track === undefined ? [] : stuckOn(now, group, track);
    });
  });
};

function stuckOn(now: ClusterObservation, group: GroupObservation, track: Track): Detection[] {
  const usualPause = usualPauseSeconds(track.points) ?? 0;
  const standing = standingIn(track, Math.max(leastSeconds, 2 * usualPause + 1));
  if (standing.length > Math.max(1, track.partitions.length * fewShare)) return [];
  return standing
    .filter((one) => isStuck(one, group, track, standing.length))
    .map((one) => detection(now, group, track.topic, one));
}

function isStuck(one: Standing, { state }: GroupObservation, track: Track, standing: number): boolean {
  const { seconds, returns, others, hasMoved } = one;
  if (!hasMoved && seconds < unknownSeconds) return false;
  const isAlone = others.produced === 0;
  if (returns >= 2) {
    const isStorm = returns > seconds * stormReturns;
    return !isStorm && seconds >= returningSeconds && (isAlone || others.consumed > 0);
  }
  if (isMemberless(state) || isRebalancing(state)) return false;
  const waits = isAlone || standing > 1;
  if (waits && (seconds < takeoverSeconds || !hadMembers(track, takeoverSeconds))) return false;
  // Of several that stand still, each is beside the others.
  return others.consumed >= others.produced * (standing > 1 ? keepsUpShare / 2 : keepsUpShare);
}

const hadMembers = ({ points }: Track, seconds: number): boolean => {
  const from = (points.at(-1)?.at ?? 0) - seconds * 1000;
  return points.every(({ at, state }) => at < from || !isMemberless(state));
};

function detection(
  now: ClusterObservation,
  { groupId, state }: GroupObservation,
  topic: string,
  one: Standing,
): Detection {
  const { partition, offset, lag, seconds, returns, others } = one;
  const beside =
    others.produced === 0
      ? 'there is nothing else for it to read'
      : `${count(others.consumed, 'record')} of ${count(others.produced, 'record')} beside it were read`;
  const again = returns < 2 ? '' : `, to which it came back ${returns} times`;
  return {
    symptom: 'position-stuck',
    cluster: now.cluster,
    resources: [
      { kind: 'partition', name: `${topic}/${partition}` },
      { kind: 'consumer-group', name: groupId },
      { kind: 'topic', name: topic },
    ],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(one.since),
    summary:
      `Group ${named(groupId)} gets no further than offset ${offset} on partition ${partition} of topic ${named(topic)} ` +
      `for ${duration(seconds)}${again}, ${count(lag, 'record')} behind; ${beside}.`,
    measures: {
      partition,
      stuckOffset: offset,
      stuckSeconds: round(seconds, 3),
      lagRecords: lag,
      returns,
      otherProducedRecords: others.produced,
      otherConsumedRecords: others.consumed,
      memberless: isMemberless(state) ? 1 : 0,
    },
  };
}
