import { seeded } from '../faults/seed.ts';
import { consumerAcls } from '../kafka/acls.ts';
import { forget } from '../kafka/forget.ts';
import { grantEverywhere } from '../kafka/grant.ts';
import { startWorkload } from '../workloads/workload.ts';
import { flowSituation, untilOver, type Control } from './control.ts';
import { fill } from './fill.ts';

export interface ReplayOptions {
  topic: string;
  /** That reads along, and that is new and reads all of it. */
  group: string;
  newGroup: string;
  /** There from before. */
  records: number;
  produceRate: number;
  /** Of the new group, in records a second. */
  readRate: number;
}

export const replay: Control<ReplayOptions> = {
  name: 'replay',
  title: 'A new group reads an old topic from its beginning',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'control.replay');
    const names = (word: string) => ({
      topic: topic(word),
      group: group(`${word} live`),
      newGroup: group(`${word} anew`),
    });
    return [
      { label: 'a few thousand records', options: names('orders') },
      { label: 'slowly', options: { ...names('clicks'), records: between(4000, 6000), readRate: 150 } },
      { label: 'quickly', options: { ...names('readings'), records: between(3000, 8000), readRate: 500 } },
    ];
  },
  async start(target, options = {}) {
    const { topic = 'replayed', group = 'live-readers', newGroup = 'new-readers' } = options;
    const { records = 3000, produceRate = 40, readRate = 250 } = options;
    const { kafka } = target;
    const situation = await flowSituation(
      target,
      { topic, group, partitions: 3, produceRate },
      async ({ options: { member } }, signal) => {
        await fill(kafka, topic, records);
        const user = member.credentials.username;
        await grantEverywhere(kafka, user, consumerAcls(topic, newGroup));
        const reader = await startWorkload({ ...member, group: newGroup, rate: readRate });
        await untilOver(signal);
        await reader.stop();
        await kafka.withAdmin((admin) => forget(admin, { topics: [], groups: [newGroup], users: [user] }));
      },
    );
    return { ...situation, resources: [...situation.resources, { kind: 'consumer-group', name: newGroup }] };
  },
};
