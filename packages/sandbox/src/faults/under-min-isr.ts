import { override } from '../kafka/overrides.ts';
import { startFiller } from '../workloads/filler.ts';
import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';
import { clusterShows, of } from './sight.ts';
import { holdFollowerBack } from './stuck-follower.ts';

export interface UnderMinIsrOptions {
  topic: string;
  partitions: number;
  /** Of each partition, 2 or 3: all of them are demanded. Kafka never demands more than there are. */
  replicas: number;
  /** Node id of the broker whose replicas are not in sync. */
  follower: number;
}

const name = 'topic.under-min-isr';

export const underMinIsr: Fault<UnderMinIsrOptions> = {
  name,
  title: 'Fewer replicas are in sync than a topic demands',
  description:
    'A topic demands all of its replicas in sync while one of them is behind: producers that wait for all of them are ' +
    'refused.',
  // Its follower is made to follow anew by a reassignment, which is over at once.
  beginsAs: ['benign.planned-reassignment'],
  touches: 'cluster',
  variants(seed) {
    const { topic, between } = seeded(seed, name);
    const first = between(1, 3);
    const follower = (step: number) => ((first + step) % 3) + 1;
    return [
      {
        label: 'one of two',
        options: { topic: topic('invoices'), partitions: 1, replicas: 2, follower: follower(0) },
      },
      {
        label: 'one of three',
        options: { topic: topic('refunds'), partitions: 1, replicas: 3, follower: follower(1) },
      },
      {
        label: 'one of two, three partitions',
        options: { topic: topic('bookings'), partitions: 3, replicas: 2, follower: follower(2) },
      },
    ];
  },
  async inject(target, { topic = 'invoices', partitions = 1, replicas = 2, follower = 2 } = {}) {
    const { kafka } = target;
    const held = { topic, partitions, replicas, configs: demands(1), follower, bytesPerSecond };
    const stuck = await holdFollowerBack(kafka, held);
    const stops = [() => calmAgain(target), () => stuck.remove()];
    const undo = async () => {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop();
    };
    try {
      await kafka.withAdmin((admin) => override(admin, { kind: 'topic', name: topic }, demands(replicas)));
      await stuck.stopWriting();
      const refused = await startFiller(kafka, { topic, bytesPerSecond: 10_000, recordBytes: 500 });
      stops.push(() => refused.stop());
      return injected({
        resources: [{ kind: 'topic', name: topic }],
        visible: (signal) =>
          clusterShows(
            kafka,
            { what: `${topic} below ${replicas} in sync`, signal },
            (state) => refused.refused > 0 && of(topic, state).some(({ isr }) => isr.length < replicas),
          ),
        undo,
      });
    } catch (error) {
      await undo();
      throw error;
    }
  },
};

/**
 * A follower that is behind reads on, as slowly as it has to, only until where the in-sync replicas agree; with too few of
 * them there is no new agreement. What keeps it away is what it lacks by then: in the seconds until it is out of sync so
 * much is written that it takes minutes.
 */
const bytesPerSecond = 2_000_000;

const demands = (replicas: number) => ({ 'min.insync.replicas': String(replicas) });
