import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { describeTopicConfigs } from './topic-configs.ts';

/** Effective configs of a topic that an observation carries; null where they could not be read. */
export interface TopicSettings {
  /** Retention by time; -1 where a topic keeps its records for ever, or only compacts them. */
  retentionMs: number | null;
  minInsyncReplicas: number | null;
}

export const unknownSettings: TopicSettings = { retentionMs: null, minInsyncReplicas: null };

/** Topics whose settings are read again in one sweep. */
const topicsPerSweep = 200;

const names = ['retention.ms', 'cleanup.policy', 'min.insync.replicas'];

/** Reads the settings of topics now; topics whose configs this user may not see are left out. */
export async function readTopicSettings(
  client: KafkaClient,
  topics: readonly string[],
): Promise<Map<string, TopicSettings>> {
  const results = await describeTopicConfigs(client, topics, names);
  const found = new Map<string, TopicSettings>();
  for (const { resourceName, errorCode, configs } of results) {
    if (errorCode !== codes.none) continue;
    const value = (name: string) => configs.find((config) => config.name === name)?.value ?? null;
    const number = (name: string) => (value(name) === null ? null : Number(value(name)));
    const deletes = (value('cleanup.policy') ?? 'delete').split(',').includes('delete');
    found.set(resourceName, {
      retentionMs: deletes ? number('retention.ms') : -1,
      minInsyncReplicas: number('min.insync.replicas'),
    });
  }
  return found;
}

/**
 * Settings by topic, kept fresh at a bounded cost: each refresh reads new topics and those read longest ago, 200 at
 * most (new ones always), so a small cluster is fully fresh in every sweep and 2,000 topics are after ten.
 */
export function createTopicSettingsCache(client: KafkaClient) {
  let known = new Map<string, { settings: TopicSettings; readAt: number }>();
  return {
    async refresh(topics: readonly string[]): Promise<ReadonlyMap<string, TopicSettings>> {
      known = new Map(
        topics.map((topic) => [topic, known.get(topic) ?? { settings: unknownSettings, readAt: -Infinity }]),
      );
      const oldestFirst = [...known].toSorted(([, a], [, b]) => a.readAt - b.readAt);
      const due = oldestFirst.filter(
        ([, { readAt }], index) => readAt === -Infinity || index < topicsPerSweep,
      );
      const asked = due.map(([topic]) => topic);
      const read = await readTopicSettings(client, asked);
      const readAt = performance.now();
      for (const topic of asked) known.set(topic, { settings: read.get(topic) ?? unknownSettings, readAt });
      return new Map([...known].map(([topic, { settings }]) => [topic, settings]));
    },
  };
}
