import type { ClusterObservation } from '@sremesh/contracts';

/**
 * Whether something other than records moved between two sweeps: brokers, leaders, groups, rights, connectors. What did
 * not change is the same object in both.
 */
export function stirs(before: ClusterObservation | undefined, is: ClusterObservation): boolean {
  if (before === undefined) return true;
  return (
    before.brokers !== is.brokers ||
    before.absentBrokers.join() !== is.absentBrokers.join() ||
    parts.some((part) => before[part] !== is[part]) ||
    before.topics.length !== is.topics.length ||
    is.topics.some((topic, index) => movedTopic(before.topics[index], topic)) ||
    before.groups.length !== is.groups.length ||
    is.groups.some((group, index) => movedGroup(before.groups[index], group))
  );
}

const parts = ['quorum', 'reassignments', 'acls', 'connectors', 'schemas', 'drift'] as const;

type Topic = ClusterObservation['topics'][number];
type Group = ClusterObservation['groups'][number];

function movedTopic(before: Topic | undefined, is: Topic): boolean {
  if (before === is) return false;
  return (
    before?.id !== is.id ||
    is.partitions.some((place, index) => {
      const was = before.partitions[index];
      return was?.leader !== place.leader || was.isr.length !== place.isr.length;
    })
  );
}

const movedGroup = (before: Group | undefined, is: Group): boolean =>
  before !== is && (before?.groupId !== is.groupId || before.state !== is.state);
