import type { ClusterObservation, PartitionObservation, TopicObservation } from '@sremesh/contracts';

/**
 * The same observation with brokers and topics that equal their predecessors replaced by them, and so the lists of what
 * did not change at all: a window of a quiet cluster then costs the memory of one observation.
 */
export function shareUnchanged(
  previous: ClusterObservation | undefined,
  next: ClusterObservation,
): ClusterObservation {
  const topics = new Map(previous?.topics.map((topic) => [topic.name, topic]));
  return {
    ...next,
    brokers: shareList(previous?.brokers, next.brokers, (was, is) => (sameBroker(was, is) ? was : is)),
    // By name, since one new topic moves all that come after it.
    topics: keepList(
      previous?.topics,
      next.topics.map((topic) => shareTopic(topics.get(topic.name), topic)),
    ),
    groups: keepList(previous?.groups, next.groups),
  };
}

/** The previous list where the next one has the very same items. */
const keepList = <T>(previous: T[] | undefined, next: T[]): T[] =>
  previous?.length === next.length && next.every((item, index) => item === previous[index]) ? previous : next;

function shareList<T>(previous: T[] | undefined, next: T[], share: (was: T, is: T) => T): T[] {
  if (previous === undefined) return next;
  const shared = next.map((is, index) => {
    const was = previous[index];
    return was === undefined ? is : share(was, is);
  });
  return keepList(previous, shared);
}

const sameBroker = (was: ClusterObservation['brokers'][number], is: typeof was): boolean =>
  was.id === is.id && was.host === is.host && was.port === is.port && was.rack === is.rack;

function shareTopic(was: TopicObservation | undefined, is: TopicObservation): TopicObservation {
  if (was === undefined) return is;
  const partitions = shareList(was.partitions, is.partitions, sharePartition);
  const unchanged =
    partitions === was.partitions &&
    was.id === is.id &&
    was.retentionMs === is.retentionMs &&
    was.minInsyncReplicas === is.minInsyncReplicas &&
    was.internal === is.internal;
  return unchanged ? was : { ...is, partitions };
}

function sharePartition(was: PartitionObservation, is: PartitionObservation): PartitionObservation {
  const replicas = shareList(was.replicas, is.replicas, (_, id) => id);
  const isr = shareList(was.isr, is.isr, (_, id) => id);
  const unchanged =
    was.partition === is.partition &&
    was.leader === is.leader &&
    was.logStartOffset === is.logStartOffset &&
    was.highWatermark === is.highWatermark &&
    replicas === was.replicas &&
    isr === was.isr;
  return unchanged ? was : { ...is, replicas, isr };
}
