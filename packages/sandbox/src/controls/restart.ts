import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../faults/seed.ts';
import { startWorkload } from '../workloads/workload.ts';
import { flowSituation, untilOver, type Control } from './control.ts';

export interface RestartOptions {
  topic: string;
  group: string;
  /** That stay meanwhile. */
  others: number;
  produceRate: number;
  /** How long it is away. */
  awayMs: number;
  calmMs: number;
}

export const restart: Control<RestartOptions> = {
  name: 'consumer-restart',
  title: 'One planned restart of a consumer',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.consumer-restart');
    return [
      { label: 'the only member', options: { topic: topic('orders'), group: group('pricing') } },
      {
        label: 'one of two',
        options: { topic: topic('parcels'), group: group('routing'), others: 1, awayMs: 3000 },
      },
      {
        label: 'under load',
        options: {
          topic: topic('bids'),
          group: group('auction'),
          produceRate: between(150, 250),
          awayMs: 500,
        },
      },
    ];
  },
  start(
    target,
    {
      topic = 'restart',
      group = 'restart-readers',
      others = 0,
      produceRate = 50,
      awayMs = 1000,
      calmMs = 8000,
    } = {},
  ) {
    const flow = { topic, group, partitions: 6, produceRate, members: 1 + others };
    return flowSituation(target, flow, async ({ consumer, options: { member } }, signal) => {
      await sleep(calmMs, undefined, { signal });
      await consumer.stop();
      await sleep(awayMs, undefined, { signal });
      const back = await startWorkload(member);
      await untilOver(signal);
      await back.stop();
    });
  },
};
