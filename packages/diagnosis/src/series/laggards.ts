import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn } from './lookup.ts';
import { topicLags } from './topic-lags.ts';

/** Lag that nobody looks at. */
export const everydayRecords = 50;
/** Lag that grows is larger than it was so long ago, both times. */
const looksBackMs = [4500, 9000];
/** Of what comes in at present, in seconds: less is unread at any moment. */
const leastBehindSeconds = 1.2;

/**
 * Groups whose lag on a topic may be growing, by a few cheap looks: among thousands of groups only these are worth a
 * series. Says too much rather than too little.
 */
export function laggards(window: readonly ClusterObservation[]): { groupId: string; topic: string }[] {
  const now = window.at(-1);
  if (now === undefined) return [];
  const earlier = looksBackMs.flatMap((ms) => window.findLast(({ at }) => at <= now.at - ms) ?? []);
  return now.groups.flatMap((group) =>
    [...topicLags(now, group)].flatMap(([topic, is]) => {
      if (is.lag < everydayRecords) return [];
      const grew = earlier.every((observation) => {
        const before = groupIn(observation, group.groupId);
        const was = before === undefined ? undefined : topicLags(observation, before, topic).get(topic);
        if (was === undefined) return true;
        const produced = (is.end - was.end) / ((now.at - observation.at) / 1000);
        return was.lag < is.lag && is.lag >= produced * leastBehindSeconds;
      });
      return grew ? [{ groupId: group.groupId, topic }] : [];
    }),
  );
}
