import type { Admin } from 'kafkajs';
import { createTopic } from '../kafka/topics.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { Pipeline } from '../workloads/pipeline.ts';
import { launchWorkload, type Workload } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';
import { lookAtGroup, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface OffsetOutOfRangeOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  /**
   * Records are deleted that a group had yet to read, while it was stopped or while it stood still; or the topic is made
   * anew with fewer records, and the group's offsets are restored from before.
   */
  how: 'while-stopped' | 'while-standing' | 'restored';
  calmMs: number;
}

export const offsetOutOfRange: Fault<OffsetOutOfRangeOptions> = {
  name: 'consumer.offset-out-of-range',
  title: 'A group that stands where its topic has no records',
  description:
    'The offset at which a group would go on is before the first or after the last record of its partition. Its ' +
    'consumer has no policy to begin elsewhere and reads nothing more.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'consumer.offset-out-of-range');
    return [
      { label: 'deleted while stopped', options: { topic: topic('orders'), group: group('archive') } },
      {
        label: 'deleted while it stood still',
        options: {
          topic: topic('readings'),
          group: group('alarms'),
          how: 'while-standing',
          produceRate: between(30, 50),
          partitions: 1,
        },
      },
      {
        label: 'offsets restored to a new topic',
        options: {
          topic: topic('customers'),
          group: group('crm'),
          how: 'restored',
          partitions: between(2, 6),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-keep', group = 'archive', partitions = 3, produceRate = 100 } = options;
    const { how = 'while-stopped', calmMs = 5000 } = options;
    const flow = { topic, group, partitions, produceRate, consuming: { reset: 'none' as const }, calmMs };
    return onFlow(target, flow, async (running) => {
      const again = await target.kafka.withAdmin((admin) => happens[how](admin, running));
      return {
        visible: (signal) =>
          visibleWhen(
            target.kafka,
            { what: `${group} stands outside of ${topic}`, signal },
            async (admin) => {
              const look = await lookAtGroup(admin, { topic, group });
              return look.partitions.some(
                ({ committed, start, end }) => committed >= 0 && (committed < start || committed > end),
              );
            },
          ),
        undo: async () => again?.stop(),
      };
    });
  },
};

/** Gives the consumer that was started afterwards, if one was. */
const happens: Record<
  OffsetOutOfRangeOptions['how'],
  (admin: Admin, flow: Pipeline) => Promise<Workload | undefined>
> = {
  async 'while-stopped'(admin, flow) {
    await flow.consumer.stop();
    await deleteUnread(admin, flow);
    return launchWorkload(flow.options.member);
  },
  async 'while-standing'(admin, flow) {
    flow.consumer.setRate(0);
    await deleteUnread(admin, flow);
    return undefined;
  },
  async restored(admin, { topic, group, producer, consumer, options: { member } }) {
    producer.setRate(0);
    await consumer.stop();
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const partitions = offsets?.partitions ?? [];
    await admin.deleteTopics({ topics: [topic] });
    await createTopic(admin, { topic, numPartitions: partitions.length });
    await admin.setOffsets({ groupId: group, topic, partitions });
    producer.setRate(2);
    return launchWorkload(member);
  },
};

/** Waits until every partition has records that the group has not read, and deletes those and all before them. */
async function deleteUnread(admin: Admin, { topic, group }: Pipeline): Promise<void> {
  await waitUntil({ what: `unread records in ${topic}`, timeoutMs: 30_000, everyMs: 200 }, async () => {
    const { partitions } = await lookAtGroup(admin, { topic, group });
    return partitions.every(({ committed, end }) => end > committed + 20);
  });
  const logs = await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({
    topic,
    partitions: logs.map(({ partition, high }) => ({ partition, offset: high })),
  });
}
