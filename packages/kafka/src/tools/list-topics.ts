import type { ToolOutput, TopicObservation } from '@sremesh/contracts';
import { readTopology, type TopicShape } from '../observe/topology.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { pageOf } from './paging.ts';
import { isOffline, isUnderReplicated } from './replication.ts';
import { topicReaders } from './topic-readers.ts';
import { visibilityOf } from './visibility.ts';

type Topic = ToolOutput<'list_topics'>['topics'][number];

export const listTopics =
  ({ client, window, results }: ReadToolDeps): ReadTool<'list_topics'> =>
  async ({ prefix = '', internal, limit, cursor }) => {
    const observedAt = new Date().toISOString();
    const [{ cluster, topics }, visibility] = await Promise.all([
      readTopology(client, null, 'prefix'),
      visibilityOf(client, 'Topic'),
    ]);
    const matching = topics.filter((topic) => topic.name.startsWith(prefix) && (internal || !topic.internal));
    const newest = window.observations().findLast((observation) => observation.cluster === cluster);
    const seen = new Map(newest?.topics.map((topic) => [topic.id, topic]));
    const readers = topicReaders(newest);
    const describe = (topic: TopicShape): Topic => ({
      name: topic.name,
      internal: topic.internal,
      partitions: topic.partitions.length,
      replicationFactor: Math.max(...topic.partitions.map(({ replicas }) => replicas.length)),
      records: recordsIn(seen.get(topic.id)),
      underReplicated: topic.partitions.filter(isUnderReplicated).length,
      offline: topic.partitions.filter(isOffline).length,
      consumerGroups: readers === undefined ? null : (readers.get(topic.name)?.size ?? 0),
    });
    const { items, ...paged } = await pageOf(matching, {
      tool: 'list_topics',
      observedAt,
      limit,
      cursor,
      results,
      keyOf: ({ name }) => [name],
      whole: (all) => all.map(describe),
    });
    return { observedAt, topics: items.map(describe), ...paged, visibility };
  };

/** null where an end was not seen, or the topic itself. */
function recordsIn(topic: TopicObservation | undefined): number | null {
  if (topic === undefined) return null;
  let records = 0;
  for (const { logStartOffset, highWatermark } of topic.partitions) {
    if (logStartOffset < 0 || highWatermark < 0) return null;
    records += highWatermark - logStartOffset;
  }
  return records;
}
