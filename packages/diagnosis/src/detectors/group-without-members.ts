import type { ClusterObservation, Detection, GroupObservation } from '@sremesh/contracts';
import { absenceOf, type Absence } from '../series/absence.ts';
import { isMemberless } from '../series/group-states.ts';
import { logDistance } from '../series/log-distance.ts';
import { groupIn } from '../series/lookup.ts';
import { topicLags, type TopicLag } from '../series/topic-lags.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** A consumer that is restarted is back by then. */
const restartSeconds = 3.4;
/** A consumer that assigns itself its partitions never was a member; what it stops doing is to commit. */
const silenceSeconds = 10;
/** A group that was without members before is so again for this many times as long before it counts. */
const usualFactor = 2;
/** Unread records that are produced in this time are of a group that was there lately, and was not given up. */
const lateSeconds = 600;

/**
 * A group that nobody is a member of any more although there is something to read: it was reading within the window, or
 * it is so little behind that it must have been shortly before. A group that was given up is none.
 */
export const groupWithoutMembers: Detector = (window) => {
  const now = window.at(-1);
  const [oldest] = window;
  if (now === undefined || oldest === undefined) return [];
  return now.groups.flatMap((group) => {
    if (!isMemberless(group.state) || group.type === 'share') return [];
    const lags = topicLags(now, group);
    const lag = sumOf(lags);
    if (lag === 0 || !mayHaveRead(oldest, now, group, lag)) return [];
    const absence = absenceOf(window, group.groupId);
    if (absence === undefined || !isLost(absence)) return [];
    if (!wasReading(oldest, now, group, lag, absence)) return [];
    // Whoever comes back will not find what it is to read: that is told of by itself.
    if (group.offsets.some((offset) => logDistance(now, offset) !== 0)) return [];
    return [detection(now, group, lags, absence)];
  });
};

/** One look at the oldest observation: most groups without members have been so for long, and are the same object. */
function mayHaveRead(
  oldest: ClusterObservation,
  now: ClusterObservation,
  group: GroupObservation,
  lag: number,
): boolean {
  const before = groupIn(oldest, group.groupId);
  const isUnchanged = before !== undefined && before.offsets === group.offsets && isMemberless(before.state);
  return !isUnchanged || wasThereLately(oldest, now, before, lag);
}

/** It had members within the window, or its offsets moved, or it is so little behind that both were so shortly before. */
function wasReading(
  oldest: ClusterObservation,
  now: ClusterObservation,
  { groupId }: GroupObservation,
  lag: number,
  { hadMembers, silentSeconds }: Absence,
): boolean {
  if (hadMembers || silentSeconds !== undefined) return true;
  const before = groupIn(oldest, groupId);
  return before !== undefined && wasThereLately(oldest, now, before, lag);
}

/** Nothing moved within the window, and what is unread was produced not long before it. */
function wasThereLately(
  oldest: ClusterObservation,
  now: ClusterObservation,
  before: GroupObservation,
  lag: number,
): boolean {
  const seconds = (now.at - oldest.at) / 1000;
  const grown = lag - sumOf(topicLags(oldest, before));
  return seconds >= silenceSeconds && grown > 0 && lag < (grown / seconds) * lateSeconds;
}

/**
 * Kafka finds a crashed member missing long after it was last heard of: longer than it ever was silent before. One that
 * left may be back as soon as it is started again.
 */
function isLost({ seconds, hadMembers, silentSeconds, ...absence }: Absence): boolean {
  if (seconds <= usualFactor * absence.usualSeconds) return false;
  if (!hadMembers) return (silentSeconds ?? seconds) >= silenceSeconds;
  const heardSeconds = absence.heardSeconds ?? seconds;
  const hasCrashed = heardSeconds >= Math.max(restartSeconds, usualFactor * absence.pauseSeconds);
  return hasCrashed || seconds >= restartSeconds;
}

const sumOf = (lags: ReadonlyMap<string, TopicLag>): number =>
  lags.values().reduce((sum, { lag }) => sum + lag, 0);

function detection(
  now: ClusterObservation,
  { groupId, state }: GroupObservation,
  lags: ReadonlyMap<string, TopicLag>,
  { seconds, silentSeconds, since }: Absence,
): Detection {
  const unread = [...lags].filter(([, { lag }]) => lag > 0).toSorted(([, a], [, b]) => b.lag - a.lag);
  const listed = unread.slice(0, 3).map(([topic]) => named(topic));
  const more = unread.length > listed.length ? ' and others' : '';
  return {
    symptom: 'group-without-members',
    cluster: now.cluster,
    resources: [
      { kind: 'consumer-group', name: groupId },
      ...unread.slice(0, 49).map(([topic]) => ({ kind: 'topic' as const, name: topic })),
    ],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary:
      `Group ${named(groupId)} has no members (${named(state)} for ${duration(seconds)}), and ` +
      `${count(sumOf(lags), 'record')} of ${listed.join(', ')}${more} are unread.`,
    measures: {
      lagRecords: sumOf(lags),
      memberlessSeconds: round(seconds, 3),
      ...(silentSeconds === undefined ? {} : { silentSeconds: round(silentSeconds, 3) }),
    },
  };
}
