import { seeded } from '../faults/seed.ts';
import type { PipelineOptions } from '../workloads/pipeline.ts';
import { flowSituation, type Control } from './control.ts';

export const steady: Control<PipelineOptions> = {
  name: 'steady-flow',
  title: 'A steady flow that its group keeps up with',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.steady-flow');
    return [
      { label: 'one member', options: { topic: topic('orders'), group: group('billing') } },
      {
        label: 'two members, much load',
        options: {
          topic: topic('clicks'),
          group: group('rollup'),
          members: 2,
          produceRate: between(250, 400),
        },
      },
      {
        label: 'one partition',
        options: {
          topic: topic('ledger'),
          group: group('posting'),
          partitions: 1,
          produceRate: between(5, 15),
        },
      },
    ];
  },
  start: (
    target,
    { topic = 'steady', group = 'steady-readers', partitions = 6, produceRate = 50, members = 1 } = {},
  ) => flowSituation(target, { topic, group, partitions, produceRate, members }),
};
