import { kafkaClient } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';

const batch = 500;

/** Writes so many records to a topic that is there, as its superuser, evenly over the partitions. */
export async function fill(kafka: KafkaCluster, topic: string, records: number): Promise<void> {
  const producer = kafkaClient(kafka.bootstrapServers, kafka.admin, 'history').producer();
  try {
    await producer.connect();
    for (let from = 0; from < records; from += batch) {
      const count = Math.min(batch, records - from);
      const messages = Array.from({ length: count }, (_, index) => ({
        key: `key-${from + index}`,
        value: JSON.stringify({ id: from + index }),
      }));
      await producer.send({ topic, messages });
    }
  } finally {
    await producer.disconnect();
  }
}
