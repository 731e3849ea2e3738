import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { rises } from './trend.ts';

export interface SlowOptions {
  topic: string;
  group: string;
  partitions: number;
  /** Records a second that are produced. */
  produceRate: number;
  /** The part of them (0–1) that the members manage together. */
  share: number;
  members: number;
  calmMs: number;
}

export const slow: Fault<SlowOptions> = {
  name: 'consumer.slow',
  title: 'A consumer does not keep up',
  description: 'Every member of a group works, and all of them together read less than is produced.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'consumer.slow');
    return [
      {
        label: 'a tenth of it',
        options: { topic: topic('orders'), group: group('billing'), share: between(5, 15) / 100 },
      },
      {
        label: 'two members, most of it',
        options: {
          topic: topic('shipments'),
          group: group('tracking'),
          produceRate: between(150, 250),
          share: between(60, 70) / 100,
          members: 2,
        },
      },
      {
        label: 'little load, half of it',
        options: {
          topic: topic('returns'),
          group: group('refunds'),
          partitions: 1,
          produceRate: between(40, 50),
          share: between(35, 50) / 100,
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-bill', group = 'billing', partitions = 6, produceRate = 100 } = options;
    const { share = 0.4, members = 1, calmMs = 6000 } = options;
    const flow = { topic, group, partitions, produceRate, members, calmMs };
    return onFlow(target, flow, (running, calm) => {
      for (const member of running.members) member.setRate((produceRate * share) / members);
      const look = groupHistory({ topic, group });
      return {
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `growing lag of ${group}`, signal }, async (admin) => {
            const looks = await look(admin);
            return (looks.at(-1)?.lag ?? 0) > 3 * calm.lag + 50 && rises(looks, 8000, ({ lag }) => lag);
          }),
      };
    });
  },
};
