import { readTopology } from '../observe/topology.ts';
import { messageOf } from '../records/message.ts';
import { rangesOf } from '../records/ranges.ts';
import { readRecords } from '../records/read-records.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

const maxUnreadable = 100;

export const consumeMessages =
  ({ client }: ReadToolDeps): ReadTool<'consume_messages'> =>
  async ({ topic, partition, from, limit, maxBytes }) => {
    const observedAt = new Date().toISOString();
    const { topics } = await readTopology(client, [topic], 'topic');
    const shapes = topics.filter(({ name }) => name === topic);
    const places = await Promise.all(shapes.map((shape) => rangesOf(client, shape, partition, from)));
    const ranges = places.flatMap((place) => place.ranges);
    const { records, unreadable } = await readRecords(client, ranges, limit, from === 'latest');
    return {
      observedAt,
      topic,
      messages: records.map((placed) => messageOf(placed.partition, placed.record, maxBytes)),
      unreadable: [...places.flatMap((place) => place.unreadable), ...unreadable].slice(0, maxUnreadable),
    };
  };
