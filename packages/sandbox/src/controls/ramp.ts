import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../faults/seed.ts';
import { flowSituation, type Control } from './control.ts';

export interface RampOptions {
  topic: string;
  group: string;
  /** Records a second at the foot and at the height of it. */
  from: number;
  to: number;
  /** From the foot to the height, and as long back. */
  rampMs: number;
}

const stepMs = 1000;

export const ramp: Control<RampOptions> = {
  name: 'ramp',
  title: 'A load that rises and falls, and a consumer that follows it',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.ramp');
    return [
      { label: 'tenfold', options: { topic: topic('visits'), group: group('counter') } },
      {
        label: 'steep',
        options: {
          topic: topic('logins'),
          group: group('audit'),
          from: 10,
          to: between(150, 250),
          rampMs: 6000,
        },
      },
      {
        label: 'slow',
        options: {
          topic: topic('sales'),
          group: group('board'),
          from: 40,
          to: between(80, 120),
          rampMs: 30_000,
        },
      },
    ];
  },
  start(target, { topic = 'ramp', group = 'ramp-readers', from = 20, to = 200, rampMs = 15_000 } = {}) {
    const flow = { topic, group, partitions: 6, produceRate: from };
    return flowSituation(target, flow, async ({ producer }, signal) => {
      for (let ms = 0; ; ms += stepMs) {
        await sleep(stepMs, undefined, { signal });
        const part = (ms % (2 * rampMs)) / rampMs;
        producer.setRate(from + (to - from) * (part < 1 ? part : 2 - part));
      }
    });
  },
};
