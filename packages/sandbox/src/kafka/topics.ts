import type { Admin } from 'kafkajs';
import { waitUntil } from '../process/wait-until.ts';

type TopicConfig = Parameters<Admin['createTopics']>[0]['topics'][number];

/**
 * Makes a topic and resolves when it has its leaders. A broker that has not heard of it yet answers that it does not
 * host it: it is asked again.
 */
export async function createTopic(admin: Admin, config: TopicConfig): Promise<void> {
  const { topic } = config;
  await admin.createTopics({ waitForLeaders: false, topics: [config] });
  await waitUntil({ what: `topic ${topic} has leaders`, timeoutMs: 30_000 }, async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((each) => each.partitions);
    return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
  });
}
