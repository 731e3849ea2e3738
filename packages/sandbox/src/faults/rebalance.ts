import { setTimeout as sleep } from 'node:timers/promises';
import { startMember } from '../workloads/pipeline.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';

export interface RebalanceOptions {
  group: string;
  /** How often a second member comes and goes. */
  times: number;
  /** How long it stays, and stays away. */
  everyMs: number;
}

/** A member learns of a rebalance at its next heartbeat; until all know, the group is preparing. */
const heartbeatIntervalMs = 3000;

export const rebalance: Fault<RebalanceOptions> = {
  name: 'benign.rebalance',
  title: 'A group rebalances while members come and go',
  description:
    'A second member joins a group and leaves it a few times, as in a rolling deployment. The group rebalances each ' +
    'time and goes on; nothing piles up.',
  async inject({ kafka, baseFlow, logDir }, { group = 'order-search', times = 3, everyMs = 4000 } = {}) {
    const { topic } = await baseFlow();
    const join = () => startMember(kafka, logDir, { topic, group, heartbeatIntervalMs });
    const stays = await join();
    const cleared = new AbortController();
    const comesAndGoes = (async () => {
      let guest: Workload | undefined;
      try {
        for (let n = 0; n < times; n += 1) {
          guest = await join();
          await sleep(everyMs, undefined, { signal: cleared.signal });
          await guest.stop();
          await sleep(everyMs, undefined, { signal: cleared.signal });
        }
      } catch (error) {
        if (!cleared.signal.aborted) console.error(error);
      } finally {
        await guest?.stop();
      }
    })();
    return {
      resources: [{ kind: 'consumer-group', name: group }],
      async clear() {
        cleared.abort();
        await comesAndGoes;
        await stays.stop();
      },
    };
  },
};
