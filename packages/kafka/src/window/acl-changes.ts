import type { AclEntry, AclsObservation, ClusterObservation } from '@sremesh/contracts';
import { aclKey } from '../access/entries.ts';

export interface AclChange {
  /** Epoch milliseconds of the first reading that shows it. */
  at: number;
  change: 'added' | 'removed';
  entry: AclEntry;
}

/**
 * ACLs that came or went between readings in `observations` (oldest first, of one cluster), newest first; `now` is a
 * reading after them all. Pure.
 */
export function aclChanges(
  observations: readonly ClusterObservation[],
  now: AclsObservation | null,
): AclChange[] {
  const readings = [...observations.map(({ acls }) => acls), now].filter((reading) => reading !== null);
  const changes: AclChange[] = [];
  let before: AclsObservation | null = null;
  for (const reading of readings) {
    if (before !== null && before.entries !== reading.entries)
      changes.push(...changesBetween(before, reading));
    before = reading;
  }
  return changes.toReversed();
}

function changesBetween(before: AclsObservation, { at, entries }: AclsObservation): AclChange[] {
  const was = new Map(before.entries.map((entry) => [aclKey(entry), entry]));
  const is = new Map(entries.map((entry) => [aclKey(entry), entry]));
  const missingIn = (from: ReadonlyMap<string, AclEntry>, other: ReadonlyMap<string, AclEntry>) =>
    [...from].filter(([key]) => !other.has(key)).map(([, entry]) => entry);
  return [
    ...missingIn(was, is).map((entry) => ({ at, change: 'removed' as const, entry })),
    ...missingIn(is, was).map((entry) => ({ at, change: 'added' as const, entry })),
  ];
}
