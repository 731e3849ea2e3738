import { seeded } from '../faults/seed.ts';
import { flowSituation, type Control } from './control.ts';

export interface BatchOptions {
  topic: string;
  group: string;
  produceRate: number;
  commitEveryMs: number;
}

export const batch: Control<BatchOptions> = {
  name: 'batch-commits',
  title: 'A consumer that commits only now and then: its lag is a saw',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.batch-commits');
    return [
      { label: 'every 20 s', options: { topic: topic('events'), group: group('warehouse') } },
      {
        label: 'every 15 s, much load',
        options: {
          topic: topic('metrics'),
          group: group('parquet'),
          produceRate: between(150, 300),
          commitEveryMs: 15_000,
        },
      },
      {
        label: 'every 10 s',
        options: {
          topic: topic('logs'),
          group: group('archive'),
          produceRate: between(20, 40),
          commitEveryMs: 10_000,
        },
      },
    ];
  },
  start: (
    target,
    { topic = 'batched', group = 'batch-readers', produceRate = 60, commitEveryMs = 20_000 } = {},
  ) => flowSituation(target, { topic, group, partitions: 3, produceRate, consuming: { commitEveryMs } }),
};
