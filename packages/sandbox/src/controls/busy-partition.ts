import { seeded } from '../faults/seed.ts';
import { flowSituation, type Control } from './control.ts';

export interface BusyPartitionOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  /** The part of the records (0–1) that go to one partition. */
  share: number;
}

export const busyPartition: Control<BusyPartitionOptions> = {
  name: 'busy-partition',
  title: 'One partition is busier than the others, and everybody keeps up',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.busy-partition');
    return [
      { label: 'most of it', options: { topic: topic('orders'), group: group('stock') } },
      {
        label: 'many partitions',
        options: {
          topic: topic('sensors'),
          group: group('graph'),
          partitions: 12,
          share: between(50, 60) / 100,
        },
      },
      {
        label: 'much load',
        options: {
          topic: topic('chats'),
          group: group('search'),
          produceRate: between(200, 300),
          partitions: 3,
        },
      },
    ];
  },
  start: (
    target,
    { topic = 'busy', group = 'busy-readers', partitions = 6, produceRate = 80, share = 0.6 } = {},
  ) =>
    flowSituation(target, { topic, group, partitions, produceRate }, async ({ producer }) =>
      producer.setHotShare(share),
    ),
};
