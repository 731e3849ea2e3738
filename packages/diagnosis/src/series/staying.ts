import type { ClusterObservation, GroupMembersObservation } from '@sremesh/contracts';
import { groupIn } from './lookup.ts';

/**
 * How many members a group has had all the time since (epoch milliseconds), by every description of it, the one that was
 * there then included; undefined while there are fewer than two.
 */
export function stayingMembers(
  window: readonly ClusterObservation[],
  groupId: string,
  since: number,
): number | undefined {
  const described = new Set<GroupMembersObservation>();
  let before: GroupMembersObservation | undefined;
  for (const observation of window) {
    const members = groupIn(observation, groupId)?.members ?? undefined;
    if (observation.at <= since) before = members;
    else if (members !== undefined) described.add(members);
  }
  const [first, ...others] = [...(before === undefined ? [] : [before]), ...described];
  if (first === undefined || others.length === 0) return undefined;
  const idsOf = ({ list }: GroupMembersObservation) => new Set(list.map(({ memberId }) => memberId));
  return others.reduce((ids, one) => ids.intersection(idsOf(one)), idsOf(first)).size;
}
