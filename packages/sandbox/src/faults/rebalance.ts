import { setTimeout as sleep } from 'node:timers/promises';
import { startWorkload } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { timesInState } from './trend.ts';

export interface RebalanceOptions {
  topic: string;
  group: string;
  /** How often one more member comes and goes. */
  times: number;
  /** How long it stays, and stays away. */
  everyMs: number;
  /** That are there all the time. */
  members: number;
  /** A member learns of a rebalance at its next heartbeat; until all know, the group is preparing. */
  heartbeatIntervalMs: number;
  calmMs: number;
}

/** A member that is restarted, as every day, leaves and joins in less. */
const longMs = 1500;

export const rebalance: Fault<RebalanceOptions> = {
  name: 'benign.rebalance',
  title: 'A group rebalances while members come and go',
  description:
    'One more member joins a group and leaves it a few times, as in a rolling deployment. The group rebalances each ' +
    'time and goes on; nothing piles up.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'benign.rebalance');
    return [
      { label: 'three times', options: { topic: topic('orders'), group: group('search') } },
      {
        label: 'once, and it takes long',
        options: {
          topic: topic('carts'),
          group: group('mirror'),
          members: 3,
          times: 1,
          everyMs: 7000,
          heartbeatIntervalMs: 4000,
        },
      },
      {
        label: 'two that stay, slowly',
        options: {
          topic: topic('prices'),
          group: group('cache'),
          members: 2,
          times: 2,
          everyMs: 1000 * between(5, 8),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-index', group = 'order-search', times = 3, everyMs = 4000 } = options;
    const { members = 1, heartbeatIntervalMs = 3000, calmMs = 4000 } = options;
    const consuming = { heartbeatIntervalMs };
    const flow = { topic, group, partitions: 6, produceRate: 50, members, consuming, calmMs };
    return onFlow(target, flow, ({ options: { member } }) => {
      const cleared = new AbortController();
      const pause = () => sleep(everyMs, undefined, { signal: cleared.signal });
      const comesAndGoes = (async () => {
        for (let n = 0; n < times; n += 1) {
          const guest = await startWorkload(member);
          try {
            await pause();
          } finally {
            await guest.stop();
          }
          await pause();
        }
      })().catch((error: unknown) => {
        if (!cleared.signal.aborted) console.error(error);
      });
      const look = groupHistory({ topic, group });
      return {
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `rebalances of ${group}`, signal }, async (admin) => {
            const { times: seen, ms } = timesInState(await look(admin), /Rebalance$/);
            return seen >= 2 && ms >= longMs;
          }),
        async undo() {
          cleared.abort();
          await comesAndGoes;
        },
      };
    });
  },
};
