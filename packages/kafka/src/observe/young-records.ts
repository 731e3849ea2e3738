/**
 * Which records are known to be young: timestamps of records, by partition, each for its offset and everything after.
 * Kafka deletes whole segments from the oldest on, each when its youngest record is old enough, so what comes after a
 * record does not go before it.
 */
export interface YoungRecords {
  /** Whether the record at `offset`, or one before it, was written after `since` (epoch ms). */
  covers(topic: string, partition: number, offset: number, since: number): boolean;
  learn(topic: string, partition: number, record: { offset: number; timestamp: number }): void;
  /** Forgets topics that are not among these, or that were made anew under the same name. */
  keep(topics: readonly { name: string; id: string }[]): void;
}

export function createYoungRecords(): YoungRecords {
  let known = new Map<string, { offset: number; timestamp: number }[]>();
  let ids = new Map<string, string>();
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
      const now = new Map(topics.map(({ name, id }) => [name, id]));
      known = new Map([...known].filter(([topic]) => now.has(topic) && now.get(topic) === ids.get(topic)));
      ids = now;
    },
  };
}
