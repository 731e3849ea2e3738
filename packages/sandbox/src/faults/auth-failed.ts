import { launchWorkload, type Workload } from '../workloads/workload.ts';
import type { Fault } from './fault.ts';
import { visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface AuthFailedOptions {
  topic: string;
  group: string;
  /** Which of the clients are restarted with a password that is not theirs. */
  who: 'producer' | 'consumer' | 'both';
  members: number;
  produceRate: number;
  calmMs: number;
}

const refused = /authentication failed|invalid credentials/i;
/** Once may be a person who mistyped. */
const oftenEnough = 2;

export const authFailed: Fault<AuthFailedOptions> = {
  name: 'client.auth-failed',
  title: 'A client comes back with a wrong password',
  description:
    'A client is restarted with a password that is not its own. It tries to log in again and again.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, between } = seeded(seed, 'client.auth-failed');
    return [
      { label: 'the consumer', options: { topic: topic('orders'), group: group('labels') } },
      {
        label: 'the producer',
        options: {
          topic: topic('uploads'),
          group: group('virus scan'),
          who: 'producer',
          produceRate: between(20, 40),
        },
      },
      {
        label: 'the producer and both members',
        options: {
          topic: topic('votes'),
          group: group('count'),
          who: 'both',
          members: 2,
          produceRate: between(100, 200),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-label', group = 'labels', who = 'consumer', members = 1 } = options;
    const { produceRate = 60, calmMs = 5000 } = options;
    const flow = { topic, group, partitions: 3, produceRate, members, calmMs };
    return onFlow(target, flow, async (running) => {
      const { producer, member } = running.options;
      const ended = [
        ...(who === 'consumer' ? [] : [{ client: running.producer, again: producer }]),
        ...(who === 'producer' ? [] : running.members.map((client) => ({ client, again: member }))),
      ];
      await Promise.all(ended.map(({ client }) => client.stop()));
      const back: Workload[] = ended.map(({ again }) =>
        launchWorkload({ ...again, credentials: { ...again.credentials, password: 'of-last-year' } }),
      );
      return {
        resources: [
          { kind: 'cluster', name: target.kafka.clusterId },
          { kind: 'consumer-group', name: group },
          { kind: 'topic', name: topic },
        ],
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `logins of ${topic} refused`, signal }, async () => {
            const logs = await Promise.all(back.map((client) => client.log()));
            return logs.every(
              (log) => log.split('\n').filter((line) => refused.test(line)).length >= oftenEnough,
            );
          }),
        async undo() {
          await Promise.all(back.map((client) => client.stop()));
        },
      };
    });
  },
};
