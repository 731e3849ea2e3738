import type { ClusterObservation } from '@sremesh/contracts';
import { topicIn } from '../series/lookup.ts';

/** A replica set that changed this recently is being moved, whatever the list of reassignments says. */
const movedMs = 6000;

/** `{topic}/{partition}` of what is being reassigned, by the newest list or because its replicas changed just now. */
export function reassigningIn(window: readonly ClusterObservation[]): ReadonlySet<string> {
  const now = window.at(-1);
  if (now === undefined) return new Set();
  const listed = now.reassignments?.partitions ?? [];
  const before = window.find(({ at }) => now.at - at <= movedMs) ?? now;
  const moved = now.topics.flatMap((topic) => {
    const then = topicIn(before, topic.name);
    if (then === topic || then?.id !== topic.id) return [];
    return topic.partitions.flatMap(({ partition, replicas }, index) => {
      const was = then.partitions[index];
      const same =
        was === undefined ||
        was.partition !== partition ||
        was.replicas === replicas ||
        was.replicas.join() === replicas.join();
      return same ? [] : [`${topic.name}/${partition}`];
    });
  });
  return new Set([...listed.map(({ topic, partition }) => `${topic}/${partition}`), ...moved]);
}
