import type { ClusterObservation, GroupMembersObservation, GroupObservation } from '@sremesh/contracts';

/** What a sweep says of a group's life. */
export interface GroupSample {
  at: number;
  state: string;
  coordinator: number;
  members: GroupMembersObservation | null;
  /** Partitions there are, at that time, of the topics the group has committed to. */
  partitions: () => number;
}

/**
 * By group id, oldest first: the first sweep that saw the group, and each that saw another state, coordinator or
 * description of members than the one before. `groupId` undefined takes every group.
 */
export function samplesOf(
  observations: readonly ClusterObservation[],
  groupId: string | undefined,
): Map<string, GroupSample[]> {
  const samples = new Map<string, GroupSample[]>();
  for (const { at, groups, topics } of observations) {
    for (const group of groups) {
      if (groupId !== undefined && group.groupId !== groupId) continue;
      const known = samples.get(group.groupId);
      const last = known?.at(-1);
      if (last !== undefined && isAsBefore(last, group)) continue;
      const { state, coordinator, members } = group;
      const sample = { at, state, coordinator, members, partitions: () => countPartitions(group, topics) };
      if (known === undefined) samples.set(group.groupId, [sample]);
      else known.push(sample);
    }
  }
  return samples;
}

const isAsBefore = (last: GroupSample, { state, coordinator, members }: GroupObservation): boolean =>
  last.state === state && last.coordinator === coordinator && last.members === members;

function countPartitions({ offsets }: GroupObservation, topics: ClusterObservation['topics']): number {
  const mine = new Set(offsets.map(({ topic }) => topic));
  return topics
    .filter(({ name }) => mine.has(name))
    .reduce((sum, { partitions }) => sum + partitions.length, 0);
}
