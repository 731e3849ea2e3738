import type { ClusterState, PartitionState } from '../kafka/state.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { clusterShows } from './sight.ts';

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
  beginsAs: ['broker.down'],
  variants: (seed) => [
    { label: 'a planned restart', options: { broker: (seed % 3) + 1, how: 'stop' } },
    { label: 'a crash', options: { broker: ((seed + 1) % 3) + 1, how: 'kill' } },
    { label: 'a planned restart of another one', options: { broker: ((seed + 2) % 3) + 1, how: 'stop' } },
  ],
  async inject(target, { broker = 3, how = 'stop' } = {}) {
    const { kafka, baseFlow } = target;
    const node = kafka.nodes.find(({ id }) => id === broker);
    if (node === undefined) throw new Error(`the sandbox's Kafka has no broker ${broker}`);
    await baseFlow();
    const patience = { signal: new AbortController().signal, timeoutMs: 60_000 };
    const everyPartition = (what: string, holds: (partition: PartitionState) => boolean) =>
      clusterShows(kafka, { ...patience, what }, ({ partitions }) => partitions.every(holds));
    await (how === 'stop' ? node.stop() : node.kill());
    await everyPartition(
      `leaders moved off broker ${broker}`,
      ({ leader }) => leader !== broker && leader !== -1,
    );
    await node.start();
    await everyPartition(`broker ${broker} in sync again`, isInSync);
    return injected({
      resources: [{ kind: 'broker', name: String(broker) }],
      visible: (signal) =>
        clusterShows(kafka, { what: `broker ${broker} leads nothing`, signal }, (state) =>
          leadsNothing(broker, state),
        ),
      undo: () => calmAgain(target),
    });
  },
};

const isInSync = ({ isr, replicas }: PartitionState): boolean => isr.length === replicas.length;

const leadsNothing = (broker: number, { brokers, partitions }: ClusterState): boolean =>
  brokers.includes(broker) && partitions.every((each) => isInSync(each) && each.leader !== broker);
