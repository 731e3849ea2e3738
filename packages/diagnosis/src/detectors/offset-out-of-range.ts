import type { ClusterObservation, Detection, GroupObservation } from '@sremesh/contracts';
import { isMemberless } from '../series/group-states.ts';
import { logDistance } from '../series/log-distance.ts';
import { groupIn, topicIn } from '../series/lookup.ts';
import { partitionOf } from '../series/track.ts';
import { count, duration, named } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** A consumer that resets its offset has done so by then; what two requests of one sweep disagree about is gone. */
const leastSeconds = 2.9;
/** A new leader knows how far the others have got by then, of what they had acknowledged to the one before. */
const leastBeyondSeconds = 15;

interface OutOfRange {
  topic: string;
  partition: number;
  committed: number;
  /** Records between the committed offset and the log, below 0 where it is behind the log's start. */
  distance: number;
  since: number;
}

/**
 * A group whose committed offset is not in the log any more, or not in the one that is there now, and stays so: what was
 * there is deleted, or the topic was made anew. Where nobody is a member, it must have been in range within the window:
 * of a group that was given up retention deletes in the end whatever it had not read.
 */
export const offsetOutOfRange: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  return now.groups.flatMap((group) => {
    const lost = group.offsets.flatMap(({ topic, partition, committed }) => {
      const distance = logDistance(now, { topic, partition, committed });
      if (distance === 0) return [];
      const since = sinceWhen(window, group, { topic, partition, committed });
      if (since === undefined) return [];
      const lagsBehind = distance > 0 && !isMadeAnew(window, topic);
      const least = lagsBehind ? leastBeyondSeconds : leastSeconds;
      const from = lagsBehind ? Math.max(since, ledAlikeSince(window, topic, partition)) : since;
      return now.at - from < least * 1000 ? [] : [{ topic, partition, committed, distance, since }];
    });
    return lost.length === 0 ? [] : [detection(now, group, lost)];
  });
};

/** The first observation that shows this offset, where it is now, out of range; undefined where that says nothing. */
function sinceWhen(
  window: readonly ClusterObservation[],
  { groupId, state }: GroupObservation,
  { topic, partition, committed }: { topic: string; partition: number; committed: number },
): number | undefined {
  let since: number | undefined;
  let wasInRange = false;
  for (const observation of window) {
    const offset = groupIn(observation, groupId)?.offsets.find(
      (one) => one.topic === topic && one.partition === partition,
    );
    if (offset === undefined) continue;
    const isOut = offset.committed === committed && logDistance(observation, offset) !== 0;
    if (isOut) since ??= observation.at;
    else {
      since = undefined;
      wasInRange = true;
    }
  }
  return wasInRange || !isMemberless(state) ? since : undefined;
}

const isMadeAnew = (window: readonly ClusterObservation[], topic: string): boolean =>
  new Set(window.flatMap((observation) => topicIn(observation, topic)?.id ?? [])).size > 1;

/** The first observation of the run up to now with the same leader. */
function ledAlikeSince(window: readonly ClusterObservation[], topic: string, partition: number): number {
  let run: { leader: number; since: number } | undefined;
  for (const observation of window) {
    const found = topicIn(observation, topic);
    const leader = found === undefined ? undefined : partitionOf(found, partition)?.leader;
    if (leader !== undefined && leader !== run?.leader) run = { leader, since: observation.at };
  }
  return run?.since ?? 0;
}

function detection(
  now: ClusterObservation,
  { groupId, state }: GroupObservation,
  lost: readonly OutOfRange[],
): Detection {
  const topics = [...new Set(lost.map(({ topic }) => topic))];
  const behind = lost.filter(({ distance }) => distance < 0);
  const missing = behind.reduce((sum, { distance }) => sum - distance, 0);
  const since = Math.min(...lost.map((one) => one.since));
  const what = [
    ...(behind.length === 0
      ? []
      : [`${count(missing, 'record')} behind it on ${count(behind.length, 'partition')} are deleted`]),
    ...(behind.length === lost.length
      ? []
      : [`${count(lost.length - behind.length, 'partition')} end before it`]),
  ];
  return {
    symptom: 'offset-out-of-range',
    cluster: now.cluster,
    resources: [
      { kind: 'consumer-group', name: groupId },
      ...topics.slice(0, 20).map((name) => ({ kind: 'topic' as const, name })),
      ...lost
        .slice(0, 20)
        .map(({ topic, partition }) => ({ kind: 'partition' as const, name: `${topic}/${partition}` })),
    ],
    severity: 3,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary:
      `What group ${named(groupId)} committed on topic ${named(topics[0] ?? '')} is not in the log ` +
      `any more, for ${duration((now.at - since) / 1000)}: ${what.join(', ')}.`,
    measures: {
      partitions: lost.length,
      deletedRecords: missing,
      beyondEndPartitions: lost.length - behind.length,
      memberless: isMemberless(state) ? 1 : 0,
    },
  };
}
