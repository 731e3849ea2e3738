import type { ClusterObservation } from '@sremesh/contracts';

/** Ids of the groups that have committed offsets in each topic, by a sweep; undefined before the first. */
export function topicReaders(
  observation: ClusterObservation | undefined,
): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  if (observation === undefined) return undefined;
  const readers = new Map<string, Set<string>>();
  for (const { groupId, offsets } of observation.groups) {
    for (const { topic } of offsets) {
      const groups = readers.get(topic) ?? new Set();
      readers.set(topic, groups.add(groupId));
    }
  }
  return readers;
}
