import kafkajs from 'kafkajs';
import { kafkaClient } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { workloadUsers } from './pipeline.ts';

/** A few JSON records a second, written by this process. */
export interface Trickle {
  /** Writes one record of other content; resolves when it is acknowledged. */
  send(value: string): Promise<void>;
  stop(): Promise<void>;
}

/** The producers' user has to be allowed to write to the topic. Resolves when the first record is acknowledged. */
export async function startTrickle(kafka: KafkaCluster, topic: string, everyMs: number): Promise<Trickle> {
  const credentials = kafka.credentials(workloadUsers.producer);
  const producer = kafkaClient(kafka.bootstrapServers, credentials, 'sandbox-trickle').producer({
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  let n = 0;
  const send = async (value: string) => {
    n += 1;
    await producer.send({ topic, messages: [{ key: `key-${n}`, value }] });
  };
  const next = () => send(JSON.stringify({ order: n, amount: n * 3, paid: n % 2 === 0 }));
  await next();
  const timer = setInterval(() => void next().catch(() => undefined), everyMs);
  return {
    send,
    async stop() {
      clearInterval(timer);
      await producer.disconnect();
    },
  };
}
