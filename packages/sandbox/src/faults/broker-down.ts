import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { clusterShows } from './sight.ts';

export interface BrokerDownOptions {
  /** Node id. */
  broker: number;
  /** A crash, a stop that nobody ends, or a process that is there and does nothing. */
  how: 'kill' | 'stop' | 'hang';
}

export const brokerDown: Fault<BrokerDownOptions> = {
  name: 'broker.down',
  title: 'A broker is gone and stays away',
  description:
    'One broker crashes, is stopped, or hangs. Its partitions elect other leaders where they can, and have a replica ' +
    'less; it does not come back by itself.',
  touches: 'cluster',
  variants: (seed) => [
    { label: 'it crashes', options: { broker: (seed % 3) + 1, how: 'kill' } },
    { label: 'it is stopped', options: { broker: ((seed + 1) % 3) + 1, how: 'stop' } },
    { label: 'it hangs', options: { broker: ((seed + 2) % 3) + 1, how: 'hang' } },
  ],
  async inject(target, { broker = 2, how = 'kill' } = {}) {
    const { kafka, baseFlow } = target;
    const node = kafka.nodes.find(({ id }) => id === broker);
    if (node === undefined) throw new Error(`the sandbox's Kafka has no broker ${broker}`);
    await baseFlow();
    if (how === 'hang') node.pause();
    else await (how === 'kill' ? node.kill() : node.stop());
    return injected({
      resources: [{ kind: 'broker', name: String(broker) }],
      visible: (signal) =>
        clusterShows(
          kafka,
          { what: `broker ${broker} gone`, signal },
          ({ brokers }) => !brokers.includes(broker),
        ),
      async undo() {
        await node.start();
        await calmAgain(target);
      },
    });
  },
};
