import type { PartitionMetadata } from 'kafkajs';
import { waitUntil } from '../process/wait-until.ts';
import type { Fault } from './fault.ts';

export interface LeaderSkewOptions {
  /** Node id of the broker that goes and comes back. */
  broker: number;
  /** A planned restart, or a crash. */
  how: 'stop' | 'kill';
}

export const leaderSkew: Fault<LeaderSkewOptions> = {
  name: 'broker.leader-skew',
  title: 'A broker comes back and leads nothing',
  description:
    'One broker goes and its partitions elect other leaders. It returns and is in sync again, yet the leaders stay ' +
    'on the others, which carry its load from then on.',
  touches: 'cluster',
  variants: (seed) => [
    { label: 'a planned restart', options: { broker: (seed % 3) + 1, how: 'stop' } },
    { label: 'a crash', options: { broker: ((seed + 1) % 3) + 1, how: 'kill' } },
    { label: 'another one restarts', options: { broker: ((seed + 2) % 3) + 1, how: 'stop' } },
  ],
  async inject({ kafka, baseFlow }, { broker = 3, how = 'stop' } = {}) {
    const node = kafka.nodes.find(({ id }) => id === broker);
    if (node === undefined) throw new Error(`the sandbox's Kafka has no broker ${broker}`);
    await baseFlow();
    await kafka.withAdmin(async (admin) => {
      const everyPartition = (what: string, holds: (partition: PartitionMetadata) => boolean) =>
        waitUntil({ what, timeoutMs: 60_000, everyMs: 200 }, async () => {
          const { topics } = await admin.fetchTopicMetadata();
          return topics.every(({ partitions }) => partitions.every(holds));
        });
      await (how === 'stop' ? node.stop() : node.kill());
      await everyPartition(
        `leaders moved off broker ${broker}`,
        ({ leader }) => leader !== broker && leader !== -1,
      );
      await node.start();
      await everyPartition(
        `broker ${broker} in sync again`,
        ({ isr, replicas }) => isr.length === replicas.length,
      );
    });
    return {
      resources: [{ kind: 'broker', name: String(broker) }],
      visible: Promise.resolve(Date.now()),
      clear: async () => {},
    };
  },
};
