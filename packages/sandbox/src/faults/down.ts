import type { Workload } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { rises, stands } from './trend.ts';

export interface DownOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  members: number;
  /** Killed, gone as it should, or there and without a word. */
  how: 'crash' | 'leave' | 'hang';
  calmMs: number;
}

export const down: Fault<DownOptions> = {
  name: 'consumer.down',
  title: 'Nobody reads any more',
  description: 'All members of a group are gone, or hang, while its topic is written to as before.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'consumer.down');
    return [
      { label: 'crashed', options: { topic: topic('orders'), group: group('packing'), how: 'crash' } },
      {
        label: 'left, two members',
        options: {
          topic: topic('events'),
          group: group('audit'),
          how: 'leave',
          members: 2,
          produceRate: between(150, 300),
        },
      },
      {
        label: 'hangs',
        options: {
          topic: topic('mails'),
          group: group('sender'),
          how: 'hang',
          partitions: 1,
          produceRate: between(20, 30),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-pack', group = 'packing', partitions = 3, produceRate = 60 } = options;
    const { members = 1, how = 'crash', calmMs = 5000 } = options;
    const flow = { topic, group, partitions, produceRate, members, calmMs };
    return onFlow(target, flow, async (running) => {
      await Promise.all(running.members.map((member) => ends[how](member)));
      const look = groupHistory({ topic, group });
      return {
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `nobody reads as ${group}`, signal }, async (admin) => {
            const looks = await look(admin);
            const nobody = looks.at(-1)?.members === 0 || stands(looks, 5000, ({ committed }) => committed);
            return nobody && rises(looks, 3000, ({ lag }) => lag);
          }),
      };
    });
  },
};

const ends: Record<DownOptions['how'], (member: Workload) => Promise<void>> = {
  crash: (member) => member.kill(),
  leave: (member) => member.stop(),
  hang: async (member) => member.hang(),
};
