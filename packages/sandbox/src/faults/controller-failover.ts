import { setTimeout as sleep } from 'node:timers/promises';
import { describeQuorumV2 } from '@platformatic/kafka';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { withRaw, type Ask } from '../kafka/raw.ts';
import { electedAt } from '../kafka/quorum-state.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { clusterShows } from './sight.ts';

export interface ControllerFailoverOptions {
  /** How often in a row. */
  times: number;
  /** Between two of them. */
  everyMs: number;
  /** Before the first. */
  afterMs: number;
}

export const controllerFailover: Fault<ControllerFailoverOptions> = {
  name: 'benign.controller-failover',
  title: 'The controllers elect another leader',
  description:
    'The active controller stalls for a moment, and the others elect another one. Every broker stays up and no ' +
    'partition changes its leader.',
  touches: 'cluster',
  variants: (seed) => [
    { label: 'once', options: { times: 1, afterMs: 500 + (seed % 10) * 100 } },
    { label: 'twice', options: { times: 2, everyMs: 8000, afterMs: 500 } },
    { label: 'once, after a while', options: { times: 1, afterMs: 5000 + (seed % 10) * 200 } },
  ],
  async inject(target, { times = 1, everyMs = 8000, afterMs = 500 } = {}) {
    const { kafka, baseFlow } = target;
    await baseFlow();
    const before = await withRaw(kafka, quorumLeader);
    const ended = new AbortController();
    const failing = (async () => {
      for (let n = 0; n < times; n += 1) {
        await sleep(n === 0 ? afterMs : everyMs, undefined, { signal: ended.signal });
        await failOver(kafka);
      }
    })();
    // Who waits for the symptom hears of it.
    failing.catch(() => undefined);
    return injected({
      resources: [
        { kind: 'cluster', name: kafka.clusterId },
        { kind: 'broker', name: String(before.id) },
      ],
      visible: (signal) =>
        clusterShows(kafka, { what: 'another active controller', signal }, async (_, ask) => {
          const now = await quorumLeader(ask);
          return now.id >= 0 && now.epoch > before.epoch;
        }),
      async undo() {
        ended.abort();
        await failing.catch(() => undefined);
        await calmAgain(target);
      },
    });
  },
};

const noticedMs = 2400;
const tries = 3;

/**
 * Stalls the active controller until the others have another, which takes them 1–2 s; its broker would be missed after
 * 2 s by a controller, and there is none until then. What did not succeed is tried again.
 */
async function failOver(kafka: KafkaCluster): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { id, epoch } = await withRaw(kafka, quorumLeader);
    const node = kafka.nodes.find((each) => each.id === id);
    if (node === undefined) throw new Error(`the active controller ${id} is no node of the sandbox`);
    const others = kafka.nodes.filter((each) => each !== node && each.running);
    node.pause();
    try {
      await electedAt(others, epoch, noticedMs);
      return;
    } catch (error) {
      if (attempt === tries) throw error;
    } finally {
      node.resume();
    }
  }
}

async function quorumLeader(ask: Ask): Promise<{ id: number; epoch: number }> {
  const partitions = [{ partitionIndex: 0 }];
  const { topics } = await ask(describeQuorumV2.api, [{ topicName: '__cluster_metadata', partitions }]);
  const [partition] = topics[0]?.partitions ?? [];
  return { id: partition?.leaderId ?? -1, epoch: partition?.leaderEpoch ?? -1 };
}
