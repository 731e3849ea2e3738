import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { topicIn } from './lookup.ts';
import { lagOf } from './track.ts';

export interface TopicLag {
  lag: number;
  end: number;
}

/** Unread records of a group and the sum of the log ends by topic (only of `only`), where both offsets are known: one cheap look at one observation. */
export function topicLags(
  observation: ClusterObservation,
  { offsets }: GroupObservation,
  only?: string,
): Map<string, TopicLag> {
  const lags = new Map<string, TopicLag>();
  let name: string | undefined;
  let topic: ReturnType<typeof topicIn>;
  for (const offset of offsets) {
    if (only !== undefined && offset.topic !== only) continue;
    if (offset.topic !== name) {
      ({ topic: name } = offset);
      topic = topicIn(observation, name);
    }
    const lag = topic === undefined ? undefined : lagOf(topic, offset);
    if (lag === undefined) continue;
    const sum = lags.get(offset.topic);
    if (sum === undefined) lags.set(offset.topic, { lag, end: offset.committed + lag });
    else {
      sum.lag += lag;
      sum.end += offset.committed + lag;
    }
  }
  return lags;
}
