import type { ClusterObservation, Detection, GroupObservation } from '@sremesh/contracts';
import { isMemberless } from '../series/group-states.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';
import { stuckPartitions, type StuckPartition } from './stuck-partitions.ts';

/**
 * A partition on which a group gets no further although there is more to read: it goes on with the others, or comes back
 * to the same offset again and again, or has only this one. One detection for each partition.
 */
export const positionStuck: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  return now.groups.flatMap((group) =>
    stuckPartitions(window, group).map((one) => detection(now, group, one)),
  );
};

function detection(
  now: ClusterObservation,
  { groupId, state }: GroupObservation,
  { topic, partition, offset, lag, seconds, since, returns, others }: StuckPartition,
): Detection {
  const beside =
    others.produced === 0
      ? 'there is nothing else for it to read'
      : `of ${count(others.produced, 'record')} beside it ${count(others.consumed, 'record')} were read`;
  const times = returns.rebalanced + returns.rejoined;
  const again = times === 0 ? '' : `, to which it came back ${count(times, 'time')}`;
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
    since: isoTime(since),
    summary:
      `Group ${named(groupId)} gets no further than offset ${offset} on partition ${partition} of topic ${named(topic)} ` +
      `for ${duration(seconds)}${again}, ${count(lag, 'record')} behind; ${beside}.`,
    measures: {
      partition,
      stuckOffset: offset,
      stuckSeconds: round(seconds, 3),
      lagRecords: lag,
      returns: times,
      otherProducedRecords: others.produced,
      otherConsumedRecords: others.consumed,
      otherLagRecords: others.lag,
      memberless: isMemberless(state) ? 1 : 0,
    },
  };
}
