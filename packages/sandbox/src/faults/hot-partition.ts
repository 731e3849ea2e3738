import kafkajs from 'kafkajs';
import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen, type GroupLook } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { lately } from './trend.ts';

export interface HotPartitionOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  key: string;
  /** The part of the records (0–1) that have this key. */
  share: number;
  calmMs: number;
}

export const hotPartition: Fault<HotPartitionOptions> = {
  name: 'topic.hot-partition',
  title: 'One key takes nearly everything',
  description:
    'Nearly all records of a topic have the same key and land in one partition. Its reader cannot keep up, while the ' +
    'readers of the others have next to nothing to do.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between, plain } = seeded(seed, 'topic.hot-partition');
    return [
      { label: 'most', options: { topic: topic('orders'), group: group('stock'), key: plain('shop') } },
      {
        label: 'nearly all, many partitions',
        options: {
          topic: topic('sensors'),
          group: group('alerts'),
          key: plain('site'),
          partitions: between(8, 12),
          share: between(90, 95) / 100,
          produceRate: between(150, 200),
        },
      },
      {
        label: 'three partitions',
        options: {
          topic: topic('chats'),
          group: group('history'),
          key: plain('room'),
          partitions: 3,
          share: between(75, 85) / 100,
          produceRate: between(80, 120),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-by-shop', group = 'stock', partitions = 6, produceRate = 120 } = options;
    const { key = 'shop-1', share = 0.85, calmMs = 5000 } = options;
    // One reader a partition: each has twice what an even share needs, and the hot one's less than it gets.
    const perPartition = Math.min((2 * produceRate) / partitions, (produceRate * share) / 2);
    // It fetches from a broker again when all it got has been read: little at a time, or the hot one holds up others.
    const consuming = { parallel: partitions, fetchBytes: 4096 };
    const flow = { topic, group, partitions, produceRate, producing: { hotKey: key }, consuming, calmMs };
    return onFlow(target, flow, async ({ producer, consumer }, calm) => {
      const hot = await target.kafka.withAdmin(async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const partitionMetadata = topics[0]?.partitions ?? [];
        const message = { key, value: null };
        return kafkajs.Partitioners.DefaultPartitioner()({ topic, partitionMetadata, message });
      });
      consumer.setRate(perPartition);
      producer.setHotShare(share);
      const look = groupHistory({ topic, group });
      return {
        resources: [
          { kind: 'partition', name: `${topic}/${hot}` },
          { kind: 'topic', name: topic },
          { kind: 'consumer-group', name: group },
        ],
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `a hot partition of ${topic}`, signal }, async (admin) =>
            isHot(await look(admin), hot, calm.lag),
          ),
      };
    });
  },
};

/** For 5 s one partition got most of all records, and what is unread in it grew, while of the others no more is than usual. */
function isHot(looks: readonly GroupLook[], hot: number, usualLag: number): boolean {
  const [first, last] = [lately(looks, 5000)[0], looks.at(-1)];
  if (first === undefined || last === undefined) return false;
  const endOf = (look: GroupLook) => look.partitions[hot]?.end ?? 0;
  const unread = (look: GroupLook) => endOf(look) - Math.max(0, look.partitions[hot]?.committed ?? 0);
  const share = (endOf(last) - endOf(first)) / (last.end - first.end);
  const others = last.lag - unread(last);
  return share >= 0.7 && others <= usualLag + 20 && unread(last) >= unread(first) + grownBy;
}

/** Records: ten a second. */
const grownBy = 50;
