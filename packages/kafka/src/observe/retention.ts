import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { describeTopicConfigs } from './topic-configs.ts';

/** Effective retention by time, milliseconds; -1 where a topic keeps its records for ever, or only compacts them. */
type RetentionMs = number;

/** Topics whose retention is read again in one sweep. */
const topicsPerSweep = 200;

/** Reads the retention of topics now; topics whose configs this user may not see are left out. */
export async function readRetention(
  client: KafkaClient,
  topics: readonly string[],
): Promise<Map<string, RetentionMs>> {
  const results = await describeTopicConfigs(client, topics, ['retention.ms', 'cleanup.policy']);
  const found = new Map<string, RetentionMs>();
  for (const { resourceName, errorCode, configs } of results) {
    if (errorCode !== codes.none) continue;
    const value = (name: string) => configs.find((config) => config.name === name)?.value ?? null;
    const retentionMs = value('retention.ms');
    const deletes = (value('cleanup.policy') ?? 'delete').split(',').includes('delete');
    if (retentionMs !== null) found.set(resourceName, deletes ? Number(retentionMs) : -1);
  }
  return found;
}

/**
 * Retention by topic, kept fresh at a bounded cost: each refresh reads new topics and those read longest ago, 200 at
 * most (new ones always), so a small cluster is fully fresh in every sweep and 2,000 topics are after ten.
 */
export function createRetentionCache(client: KafkaClient) {
  let known = new Map<string, { retentionMs: RetentionMs | null; readAt: number }>();
  return {
    async refresh(topics: readonly string[]): Promise<ReadonlyMap<string, RetentionMs>> {
      known = new Map(
        topics.map((topic) => [topic, known.get(topic) ?? { retentionMs: null, readAt: -Infinity }]),
      );
      const oldestFirst = [...known].toSorted(([, a], [, b]) => a.readAt - b.readAt);
      const due = oldestFirst.filter(
        ([, { readAt }], index) => readAt === -Infinity || index < topicsPerSweep,
      );
      const names = due.map(([topic]) => topic);
      const read = await readRetention(client, names);
      const readAt = performance.now();
      for (const topic of names) known.set(topic, { retentionMs: read.get(topic) ?? null, readAt });
      return new Map(
        [...known].flatMap(([topic, { retentionMs }]) =>
          retentionMs === null ? [] : [[topic, retentionMs]],
        ),
      );
    },
  };
}
