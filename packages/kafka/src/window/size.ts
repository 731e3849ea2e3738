import type { ClusterObservation } from '@sremesh/contracts';

/** Bytes on the heap, roughly, of objects of these shapes with their arrays. */
const bytesOf = { observation: 4096, topic: 150, partition: 200, group: 150, offset: 80 };

/** About how many bytes an observation holds that `before`, the one kept before it, does not hold as well. */
export function ownBytes(before: ClusterObservation | undefined, is: ClusterObservation): number {
  if (before === is) return 0;
  let bytes = bytesOf.observation;
  if (before?.topics !== is.topics) {
    const shared = new Set(before?.topics);
    const partitions = new Set(before?.topics.flatMap((topic) => topic.partitions));
    for (const topic of is.topics) {
      bytes += 8;
      if (shared.has(topic)) continue;
      bytes += bytesOf.topic;
      for (const partition of topic.partitions) bytes += partitions.has(partition) ? 8 : bytesOf.partition;
    }
  }
  if (before?.groups !== is.groups) {
    const shared = new Set(before?.groups);
    for (const group of is.groups) {
      bytes += 8;
      if (!shared.has(group)) bytes += bytesOf.group + group.offsets.length * bytesOf.offset;
    }
  }
  return bytes;
}
