import { seeded } from '../faults/seed.ts';
import { flowSituation, type Control } from './control.ts';

export interface TrickleOptions {
  topic: string;
  group: string;
  partitions: number;
  /** Records a minute. */
  perMinute: number;
}

export const trickle: Control<TrickleOptions> = {
  name: 'trickle',
  title: 'A topic with a few records a minute',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.trickle');
    return [
      { label: 'one now and then', options: { topic: topic('incidents'), group: group('pager') } },
      {
        label: 'one partition',
        options: {
          topic: topic('releases'),
          group: group('notes'),
          partitions: 1,
          perMinute: between(8, 12),
        },
      },
      { label: 'one in two seconds', options: { topic: topic('joins'), group: group('crm'), perMinute: 30 } },
    ];
  },
  start: (target, { topic = 'trickle', group = 'trickle-readers', partitions = 3, perMinute = 6 } = {}) =>
    flowSituation(target, { topic, group, partitions, produceRate: perMinute / 60 }),
};
