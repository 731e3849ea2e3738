import type { GroupMembersObservation } from '@sremesh/contracts';
import type { GroupSample } from './group-samples.ts';

export type Members = GroupMembersObservation;

/** Descriptions of a group's members between which some came or went, in the order of time. */
export function membershipChanges(samples: readonly GroupSample[]): { before: Members; after: Members }[] {
  const changes: { before: Members; after: Members }[] = [];
  let before: Members | null = null;
  for (const { members } of samples) {
    if (members === null || members === before) continue;
    if (before !== null && !sameMembers(before, members)) changes.push({ before, after: members });
    before = members;
  }
  return changes;
}

function sameMembers(a: Members, b: Members): boolean {
  const ids = new Set(a.list.map(({ memberId }) => memberId));
  return a.list.length === b.list.length && b.list.every(({ memberId }) => ids.has(memberId));
}
