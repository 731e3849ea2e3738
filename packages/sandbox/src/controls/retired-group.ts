import { seeded } from '../faults/seed.ts';
import { commitOffsets } from '../kafka/commit-offsets.ts';
import { forget } from '../kafka/forget.ts';
import { createTopic } from '../kafka/topics.ts';
import { resourcesOf, type Control } from './control.ts';
import { fill } from './fill.ts';

export interface RetiredGroupOptions {
  topic: string;
  group: string;
  partitions: number;
  /** In the topic. */
  records: number;
  /** The part of each partition (0–1) that the group had read when it was given up. */
  read: number;
}

export const retiredGroup: Control<RetiredGroupOptions> = {
  name: 'retired-group',
  title: 'A group that was given up: nobody in it, and a lag that stays as it is',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.retired-group');
    return [
      { label: 'half read', options: { topic: topic('orders'), group: group('legacy') } },
      {
        label: 'hardly read',
        options: { topic: topic('exports'), group: group('trial'), records: between(2000, 4000), read: 0.05 },
      },
      {
        label: 'one partition, nearly read',
        options: { topic: topic('mails'), group: group('old sender'), partitions: 1, read: 0.9 },
      },
    ];
  },
  async start(
    { kafka },
    { topic = 'retired', group = 'retired-readers', partitions = 3, records = 1000, read = 0.5 } = {},
  ) {
    const stop = () =>
      kafka.withAdmin((admin) => forget(admin, { topics: [topic], groups: [group], users: [] }));
    try {
      await kafka.withAdmin(async (admin) => {
        await createTopic(admin, { topic, numPartitions: partitions });
        await fill(kafka, topic, records);
        const offsets = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
          partition,
          offset: Math.floor(Number(high) * read),
        }));
        await commitOffsets(kafka, { topic, group }, offsets);
      });
    } catch (error) {
      await stop();
      throw error;
    }
    return { resources: resourcesOf({ topic, group }), stop };
  },
};
