import { kafkaClient } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { badRecord } from '../workloads/bad-record.ts';
import { supervise } from '../workloads/supervised.ts';
import type { Fault } from './fault.ts';
import { groupHistory, visibleWhen, type GroupLook } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';
import { lately, stands, stateChanges } from './trend.ts';

export interface PoisonPillOptions {
  topic: string;
  group: string;
  partitions: number;
  produceRate: number;
  /** Where the bad record is put. */
  partition: number;
  /**
   * What the consumer does at it: tries it again for ever and goes on with its other partitions, dies and is restarted,
   * or leaves its group and comes back.
   */
  onBad: 'retry' | 'die' | 'leave';
  calmMs: number;
}

const restartAfterMs = 1000;

export const poisonPill: Fault<PoisonPillOptions> = {
  name: 'consumer.poison-pill',
  title: 'A record that its consumer cannot read',
  description:
    'One record of a topic is not what its consumer expects. The consumer never gets past it: its offset stands still, ' +
    'and what comes after it in that partition piles up.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'consumer.poison-pill');
    return [
      {
        label: 'tried again for ever',
        options: { topic: topic('orders'), group: group('invoices'), partition: between(0, 5) },
      },
      {
        label: 'dies of it, and is restarted',
        options: {
          topic: topic('imports'),
          group: group('loader'),
          onBad: 'die',
          partitions: 4,
          partition: between(0, 3),
          produceRate: between(30, 60),
        },
      },
      {
        label: 'leaves and comes back, much load',
        options: {
          topic: topic('clicks'),
          group: group('sessions'),
          onBad: 'leave',
          partitions: 3,
          partition: between(0, 2),
          produceRate: between(200, 300),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-invoice', group = 'invoices', partitions = 6, produceRate = 60 } = options;
    const { partition = 1, onBad = 'retry', calmMs = 5000 } = options;
    const consuming = { onBad, sessionTimeoutMs: 6000 };
    const flow = { topic, group, partitions, produceRate, consuming, calmMs };
    return onFlow(target, flow, async (running) => {
      const supervisor = supervise(running.consumer, running.options.member, restartAfterMs);
      try {
        await produceBad(target.kafka, topic, partition);
      } catch (error) {
        await supervisor.stop();
        throw error;
      }
      const look = groupHistory({ topic, group });
      return {
        resources: [
          { kind: 'partition', name: `${topic}/${partition}` },
          { kind: 'consumer-group', name: group },
          { kind: 'topic', name: topic },
        ],
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `${group} stuck at a record`, signal }, async (admin) =>
            isStuck(await look(admin), partition),
          ),
        undo: () => supervisor.stop(),
      };
    });
  },
};

/** One partition stands still with records behind it, while others move on, or while the group comes and goes. */
function isStuck(looks: readonly GroupLook[], partition: number): boolean {
  const committed = (look: GroupLook | undefined) => look?.partitions[partition]?.committed ?? -1;
  const rest = (look: GroupLook | undefined) => (look?.committed ?? 0) - committed(look);
  const last = looks.at(-1);
  const behind = (last?.partitions[partition]?.end ?? 0) - committed(last);
  const others = rest(last) > rest(lately(looks, 5000)[0]);
  return behind > 1 && stands(looks, 5000, committed) && (others || stateChanges(looks, 20_000) >= 2);
}

async function produceBad(kafka: KafkaCluster, topic: string, partition: number): Promise<void> {
  const producer = kafkaClient(kafka.bootstrapServers, kafka.admin, 'import').producer();
  try {
    await producer.connect();
    await producer.send({ topic, messages: [{ partition, key: 'import', value: badRecord }] });
  } finally {
    await producer.disconnect();
  }
}
