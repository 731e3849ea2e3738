import { revokeAcls } from '../kafka/admin.ts';
import { makeUser } from '../kafka/users.ts';
import type { KafkaAcl } from '../kafka/acls.ts';
import type { Fault } from './fault.ts';
import { visibleWhen } from './look.ts';
import { onFlow } from './on-flow.ts';
import { seeded } from './seed.ts';

export interface AclDeniedOptions {
  topic: string;
  group: string;
  /** Of whom the right is taken; made for it. */
  user: string;
  right: 'write' | 'read-topic' | 'read-group';
  produceRate: number;
  calmMs: number;
}

const refused = /not authorized|authorization failed/i;

export const aclDenied: Fault<AclDeniedOptions> = {
  name: 'client.acl-denied',
  title: 'A client loses a right that it needs',
  description:
    'An ACL of a working client is deleted. Kafka refuses it from then on, though its login is good.',
  touches: 'flow',
  variants(seed) {
    const { topic, group, plain, between } = seeded(seed, 'client.acl-denied');
    return [
      {
        label: 'the producer may not write',
        options: { topic: topic('orders'), group: group('picking'), user: plain('shop') },
      },
      {
        label: 'the consumer may not read the topic',
        options: {
          topic: topic('salaries'),
          group: group('payroll'),
          user: plain('payroll'),
          right: 'read-topic',
          produceRate: between(20, 40),
        },
      },
      {
        label: 'the consumer may not use its group',
        options: {
          topic: topic('stock'),
          group: group('web'),
          user: plain('web'),
          right: 'read-group',
          produceRate: between(100, 200),
        },
      },
    ];
  },
  async inject(target, options = {}) {
    const { topic = 'orders-to-pick', group = 'picking', user = 'svc-shop', right = 'write' } = options;
    const { produceRate = 60, calmMs = 5000 } = options;
    const credentials = await makeUser(target.kafka, user);
    const users = right === 'write' ? { producer: credentials } : { consumer: credentials };
    const flow = { topic, group, partitions: 3, produceRate, users, calmMs };
    return onFlow(target, flow, async ({ producer, consumer }) => {
      const client = right === 'write' ? producer : consumer;
      await target.kafka.withAdmin((admin) => revokeAcls(admin, user, [rights[right](topic, group)]));
      return {
        resources: [
          { kind: 'principal', name: `User:${user}` },
          { kind: 'topic', name: topic },
          { kind: 'consumer-group', name: group },
        ],
        visible: (signal) =>
          visibleWhen(target.kafka, { what: `${user} refused`, signal }, async () =>
            refused.test(await client.log()),
          ),
      };
    });
  },
};

const rights: Record<AclDeniedOptions['right'], (topic: string, group: string) => KafkaAcl> = {
  write: (topic) => ({ resource: 'topic', name: topic, operations: ['Write'] }),
  'read-topic': (topic) => ({ resource: 'topic', name: topic, operations: ['Read'] }),
  'read-group': (_, group) => ({ resource: 'group', name: group, operations: ['Read'] }),
};
