import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen, type GroupLook } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { lately } from './trend.ts';

export interface BurstOptions {
  topic: string;
  group: string;
  /** Records a second before and after it. */
  usualRate: number;
  /** Records a second at the height of it; the consumer works off half of it. */
  rate: number;
  durationMs: number;
  /** Everyday load before it: a burst is one only against what is usual. */
  calmMs: number;
}

export const burst: Fault<BurstOptions> = {
  name: 'benign.burst',
  title: 'A burst that drains by itself',
  description:
    'For a few seconds many times more is produced than usual. The consumer is healthy and works the backlog off.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'benign.burst');
    return [
      { label: 'high and short', options: { topic: topic('clicks'), group: group('rollup') } },
      {
        label: 'twenty times a trickle',
        options: { topic: topic('signups'), group: group('mailer'), usualRate: between(10, 20), rate: 400 },
      },
      {
        label: 'longer',
        options: {
          topic: topic('imports'),
          group: group('indexer'),
          usualRate: between(40, 80),
          rate: between(900, 1200),
          durationMs: 8000,
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'clicks', group = 'clicks-rollup', usualRate = 50 } = options;
    const { rate = 2000, durationMs = 4000, calmMs = 8000 } = options;
    const flow = { topic, group, partitions: 6, produceRate: usualRate, calmMs };
    return onFlow(target, flow, ({ producer, consumer }, calm) => {
      // Healthy, but not infinitely quick: the burst outruns it, everyday load does not.
      consumer.setRate(rate / 2);
      producer.setRate(rate);
      const end = setTimeout(() => producer.setRate(usualRate), durationMs);
      const look = groupHistory({ topic, group });
      return {
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `a burst of ${topic} that drains`, signal }, async (admin) =>
            drains(await look(admin), { above: 3 * calm.lag + 50, rate }),
          ),
        async undo() {
          clearTimeout(end);
        },
      };
    });
  },
};

/** What the burst left is a fifth less than it was, and no more of it comes. */
function drains(looks: readonly GroupLook[], { above, rate }: { above: number; rate: number }): boolean {
  const [before, last] = [lately(looks, 1000)[0], looks.at(-1)];
  if (before === undefined || last === undefined) return false;
  const peak = Math.max(...looks.map(({ lag }) => lag));
  return peak > above && last.lag <= 0.8 * peak && last.end - before.end < rate / 4;
}
