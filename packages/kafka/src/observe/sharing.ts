import type {
  ClusterObservation,
  GroupObservation,
  GroupOffsetObservation,
  PartitionObservation,
  TopicObservation,
} from '@sremesh/contracts';

/**
 * The same observation with every part that equals its predecessor's replaced by it: a window of a quiet cluster then
 * costs the memory of one observation.
 */
export function shareUnchanged(
  previous: ClusterObservation | undefined,
  next: ClusterObservation,
): ClusterObservation {
  return {
    ...next,
    brokers: shareList(previous?.brokers, next.brokers, (was, is) => (sameBroker(was, is) ? was : is)),
    topics: shareList(previous?.topics, next.topics, shareTopic),
    groups: shareList(previous?.groups, next.groups, shareGroup),
  };
}

function shareList<T>(previous: T[] | undefined, next: T[], share: (was: T, is: T) => T): T[] {
  if (previous === undefined) return next;
  const shared = next.map((is, index) => {
    const was = previous[index];
    return was === undefined ? is : share(was, is);
  });
  const unchanged =
    shared.length === previous.length && shared.every((item, index) => item === previous[index]);
  return unchanged ? previous : shared;
}

const sameBroker = (was: ClusterObservation['brokers'][number], is: typeof was): boolean =>
  was.id === is.id && was.host === is.host && was.port === is.port && was.rack === is.rack;

function shareTopic(was: TopicObservation, is: TopicObservation): TopicObservation {
  if (was.name !== is.name) return is;
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

function shareGroup(was: GroupObservation, is: GroupObservation): GroupObservation {
  if (was.groupId !== is.groupId) return is;
  const offsets = shareList(was.offsets, is.offsets, (a, b) => (sameOffset(a, b) ? a : b));
  const unchanged =
    offsets === was.offsets &&
    was.members === is.members &&
    was.state === is.state &&
    was.type === is.type &&
    was.coordinator === is.coordinator;
  return unchanged ? was : { ...is, offsets };
}

const sameOffset = (was: GroupOffsetObservation, is: GroupOffsetObservation): boolean =>
  was.committed === is.committed &&
  was.timeToDataLossSeconds === is.timeToDataLossSeconds &&
  was.partition === is.partition &&
  was.topic === is.topic;
