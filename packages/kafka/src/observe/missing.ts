import { errorMessage, type HiddenPart } from '@sremesh/contracts';
import type { Committed } from './committed.ts';
import type { ListedGroup } from './groups.ts';

/** What a sweep says of groups that are not in it, though they may be there. */
export function missingGroups({
  listed,
  failures,
  committed,
}: {
  listed: readonly ListedGroup[];
  failures: readonly unknown[];
  committed: Committed;
}): HiddenPart[] {
  const unread = listed.length - committed.size;
  const reasons = [
    ...(failures.length > 0 ? [`some brokers list no groups: ${failures.map(errorMessage).join('; ')}`] : []),
    ...(unread > 0 ? [`what ${unread} groups have committed could not be read`] : []),
  ];
  return reasons.map((reason) => ({ part: 'groups', reason }));
}

/** What a sweep says of partitions whose leader, by its number of them, did not answer. */
export const missingOffsets = (silent: ReadonlyMap<number, number>): HiddenPart[] =>
  [...silent].map(([leader, partitions]) => ({
    part: 'topics',
    reason: `offsets of ${partitions} partitions led by broker ${leader} are those last seen: it did not tell`,
  }));
