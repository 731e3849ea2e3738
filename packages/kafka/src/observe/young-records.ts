/**
 * Which records are known to be young: timestamps of records, by partition, each for its offset and everything after.
 * Kafka deletes whole segments from the oldest on, each when its youngest record is old enough, so what comes after a
 * record does not go before it.
 */
export interface YoungRecords {
  /** Whether the record at `offset`, or one before it, was written after `since` (epoch ms). */
  covers(topic: string, partition: number, offset: number, since: number): boolean;
  learn(topic: string, partition: number, record: { offset: number; timestamp: number }): void;
  /** Forgets every topic that is not among these. */
  keep(topics: readonly string[]): void;
}

export function createYoungRecords(): YoungRecords {
  let known = new Map<string, { offset: number; timestamp: number }[]>();
  return {
    covers(topic, partition, offset, since) {
      const record = known.get(topic)?.[partition];
      return record !== undefined && record.offset <= offset && record.timestamp > since;
    },
    learn(topic, partition, record) {
      const records = known.get(topic) ?? [];
      known.set(topic, records);
      records[partition] = record;
    },
    keep(topics) {
      if (known.size <= topics.length) return;
      const wanted = new Set(topics);
      known = new Map([...known].filter(([topic]) => wanted.has(topic)));
    },
  };
}
