import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';
import type { LostRight } from './lost-rights.ts';

/** Whether what a right was for was there when it went, and is there still: else nobody misses it. */
export function isToMiss(window: readonly ClusterObservation[], { at, entry }: LostRight): boolean {
  const now = window.at(-1);
  const { resourceType, resourceName, patternType } = entry;
  if (now === undefined || patternType !== 'LITERAL' || resourceName === '*') return true;
  const hides = (part: 'topics' | 'groups') => now.hidden.some((hidden) => hidden.part === part);
  if (resourceType === 'Group') {
    const wasSeen = window.some((one) => groupIn(one, resourceName) !== undefined);
    return groupIn(now, resourceName) !== undefined || (!wasSeen && hides('groups'));
  }
  if (resourceType !== 'Topic') return true;
  const before = window.findLast((one) => one.at <= at && topicIn(one, resourceName) !== undefined);
  if (before === undefined) return hides('topics');
  return topicIn(before, resourceName)?.id === topicIn(now, resourceName)?.id;
}
