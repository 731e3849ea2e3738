import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { topicIn } from './lookup.ts';
import { lagOf } from './track.ts';

/** Unread records of a group by topic (only of `only`), where both offsets are known: one cheap look at one observation. */
export function topicLags(
  observation: ClusterObservation,
  { offsets }: GroupObservation,
  only?: string,
): Map<string, number> {
  const lags = new Map<string, number>();
  let name: string | undefined;
  let topic: ReturnType<typeof topicIn>;
  for (const offset of offsets) {
    if (only !== undefined && offset.topic !== only) continue;
    if (offset.topic !== name) {
      ({ topic: name } = offset);
      topic = topicIn(observation, name);
    }
    const lag = topic === undefined ? undefined : lagOf(topic, offset);
    if (lag !== undefined) lags.set(offset.topic, (lags.get(offset.topic) ?? 0) + lag);
  }
  return lags;
}
