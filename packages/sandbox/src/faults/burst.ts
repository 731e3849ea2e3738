import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';

export interface BurstOptions {
  /** Records a second at the height of it. */
  rate: number;
  durationMs: number;
  /** Everyday load before it: a burst is one only against what is usual. */
  calmMs: number;
}

/** What the base flow produces otherwise, in records a second. */
export const baseRate = 50;

export const burst: Fault<BurstOptions> = {
  name: 'benign.burst',
  title: 'A burst that drains by itself',
  description:
    'For a few seconds many times more is produced than usual. The consumer is healthy and works the backlog off.',
  async inject(target, { rate = baseRate * 40, durationMs = 4000, calmMs = 8000 } = {}) {
    const base = await target.baseFlow();
    await sleep(calmMs);
    // Healthy, but not infinitely quick: the burst outruns it, everyday load does not.
    base.consumer.setRate(rate / 2);
    base.producer.setRate(rate);
    const end = setTimeout(() => base.producer.setRate(baseRate), durationMs);
    return {
      resources: [
        { kind: 'consumer-group', name: base.group },
        { kind: 'topic', name: base.topic },
      ],
      async clear() {
        clearTimeout(end);
        base.producer.setRate(baseRate);
        base.consumer.setRate(null);
      },
    };
  },
};
