import { calmAgain } from './calm-again.ts';
import type { Fault } from './fault.ts';
import { injected } from './on-flow.ts';
import { seeded } from './seed.ts';
import { clusterShows, of } from './sight.ts';
import { holdFollowerBack } from './stuck-follower.ts';

export interface UnderReplicatedOptions {
  topic: string;
  partitions: number;
  /** Node id of the broker whose replicas fall behind. */
  follower: number;
  /** Written to each partition. */
  bytesPerSecond: number;
}

const name = 'topic.under-replicated';

export const underReplicated: Fault<UnderReplicatedOptions> = {
  name,
  title: 'A replica falls behind although every broker is up',
  description:
    'A throttle for replication that somebody left behind is far below what is written to a topic: one follower falls ' +
    'out of the in-sync replicas and does not catch up.',
  // Its follower is made to follow anew by a reassignment, which is over at once.
  beginsAs: ['benign.planned-reassignment'],
  touches: 'cluster',
  variants(seed) {
    const { topic, between } = seeded(seed, name);
    const first = between(1, 3);
    const follower = (step: number) => ((first + step) % 3) + 1;
    return [
      {
        label: 'one partition',
        options: { topic: topic('ledger'), partitions: 1, follower: follower(0), bytesPerSecond: 300_000 },
      },
      {
        label: 'three partitions',
        options: { topic: topic('clicks'), partitions: 3, follower: follower(1), bytesPerSecond: 200_000 },
      },
      {
        label: 'two partitions, more traffic',
        options: { topic: topic('events'), partitions: 2, follower: follower(2), bytesPerSecond: 500_000 },
      },
    ];
  },
  async inject(target, { topic = 'ledger', partitions = 2, follower = 3, bytesPerSecond = 300_000 } = {}) {
    const { kafka } = target;
    const stuck = await holdFollowerBack(kafka, {
      topic,
      partitions,
      replicas: 3,
      follower,
      bytesPerSecond,
    });
    return injected({
      resources: [{ kind: 'topic', name: topic }],
      visible: (signal) =>
        clusterShows(kafka, { what: `${topic} under-replicated`, signal }, (state) =>
          of(topic, state).some(({ isr }) => !isr.includes(follower)),
        ),
      async undo() {
        await stuck.remove();
        await calmAgain(target);
      },
    });
  },
};
