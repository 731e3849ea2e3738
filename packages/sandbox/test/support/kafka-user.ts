import type { Admin } from 'kafkajs';
import { kafkaClient } from '../../src/kafka/admin.ts';
import type { KafkaCluster } from '../../src/kafka/cluster.ts';

/** What a user can try on a cluster; each rejects with what Kafka said. */
export interface KafkaUser {
  admin<T>(use: (admin: Admin) => Promise<T>): Promise<T>;
  produce(topic: string): Promise<void>;
  /** Joins the group and fetches once. */
  consume(topic: string, group: string): Promise<void>;
}

export function kafkaUser(cluster: KafkaCluster, name: string, password?: string): KafkaUser {
  const credentials = password === undefined ? cluster.credentials(name) : { username: name, password };
  const client = kafkaClient(cluster.bootstrapServers, credentials);
  return {
    async admin(use) {
      const admin = client.admin();
      try {
        await admin.connect();
        return await use(admin);
      } finally {
        await admin.disconnect();
      }
    },
    async produce(topic) {
      const producer = client.producer();
      try {
        await producer.connect();
        await producer.send({ topic, messages: [{ key: 'k', value: 'v' }] });
      } finally {
        await producer.disconnect();
      }
    },
    async consume(topic, group) {
      const consumer = client.consumer({ groupId: group, maxWaitTimeInMs: 200, retry: { retries: 0 } });
      const ended = new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.FETCH, () => resolve());
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      });
      try {
        await consumer.connect();
        await consumer.subscribe({ topic, fromBeginning: true });
        await consumer.run({ eachMessage: async () => {} });
        await ended;
      } finally {
        await consumer.disconnect();
      }
    },
  };
}
