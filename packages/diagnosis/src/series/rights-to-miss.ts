import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';
import type { LostRight } from './lost-rights.ts';

/** Whether what a right was for was there when it went, and is there still: else nobody misses it. */
export function isToMiss(window: readonly ClusterObservation[], { at, entry }: LostRight): boolean {
  const now = window.at(-1);
  const { resourceType, resourceName, patternType } = entry;
  if (now === undefined || patternType !== 'LITERAL' || resourceName === '*') return true;
  const hides = (part: 'topics' | 'groups') => now.hidden.some((hidden) => hidden.part === part);
  if (resourceType === 'Group') return hides('groups') || groupIn(now, resourceName) !== undefined;
  if (resourceType !== 'Topic' || hides('topics')) return true;
  const before = window.findLast((one) => one.at <= at && topicIn(one, resourceName) !== undefined);
  const id = topicIn(now, resourceName)?.id;
  return id !== undefined && before !== undefined && topicIn(before, resourceName)?.id === id;
}
