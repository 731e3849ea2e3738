import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import type { KafkaClient } from '../../src/index.ts';
import type { TestCluster } from '../support/cluster.ts';
import { handlersOf } from './handlers.ts';

/** A page of topics. */
const asked = { internal: false, limit: 1000 };
/** A page of partitions. */
const every = { onlyLeaderSkew: false, onlyUnhealthy: false, limit: 1000 };

export const topicsSuite = (cluster: () => TestCluster) =>
  describe('topics', () => {
    it('list_topics - counts records and readers by the last sweep', async () => {
      const { createTopic, produce, commit, client } = cluster();
      const topic = await createTopic({ leaders: [1, 2] });
      await produce(topic, 0, Array(7).fill(Date.now()));
      await commit(topic, [0]);
      const { observer, window, tools: read } = handlersOf(client('perception'));
      const found = async () => (await read.list_topics({ ...asked, prefix: topic })).topics;
      const shape = { name: topic, internal: false, partitions: 2, replicationFactor: 3 };
      expect(await found()).toEqual([
        { ...shape, records: null, underReplicated: 0, offline: 0, consumerGroups: null },
      ]);
      window.add(await observer.observe());
      expect(await found()).toEqual([
        { ...shape, records: 7, underReplicated: 0, offline: 0, consumerGroups: 1 },
      ]);
    });

    it('describe_topics - tells rates and min.insync.replicas from the window, offsets from Kafka', async () => {
      const { createTopic, produce, client } = cluster();
      const topic = await createTopic({ leaders: [1], configs: { 'min.insync.replicas': '2' } });
      await produce(topic, 0, [Date.now()]);
      const { observer, window, tools: read } = handlersOf(client('perception'));
      const row = async () => (await read.describe_topics({ ...every, topics: [topic, topic] })).partitions;
      expect(await row()).toMatchObject([{ produceRate: null, minInsyncReplicas: null, highWatermark: 1 }]);
      const seen = await observer.observe();
      window.add({ ...seen, at: seen.at - 4000 });
      await produce(topic, 0, Array(40).fill(Date.now()));
      const [found] = await row();
      expect(found).toMatchObject({ minInsyncReplicas: 2, logStartOffset: 0, highWatermark: 41 });
      expect(found?.produceRate).toBeGreaterThan(5);
      expect(found?.produceRate).toBeLessThanOrEqual(10);
    });

    it('describe_topics - says which topic went while it was read', async () => {
      const { createTopic, client } = cluster();
      const topic = await createTopic();
      const reader = client('perception');
      const gone = async (): Promise<boolean> => {
        const seen = await Promise.all(
          cluster().kafka.bootstrapServers.map((broker) =>
            knows(client('admin', { brokers: [broker] }), topic),
          ),
        );
        return !seen.includes(true);
      };
      let first = true;
      const interrupted: KafkaClient = {
        ...reader,
        async metadata(topics) {
          const answer = await reader.metadata(topics);
          if (first) {
            first = false;
            await cluster().kafka.withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
            await waitUntil({ what: 'the topic is gone everywhere', timeoutMs: 20_000 }, gone);
          }
          return answer;
        },
      };
      const reading = handlersOf(interrupted).tools.describe_topics({ ...every, topics: [topic] });
      await expect(reading).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        message: expect.stringMatching(new RegExp(`^topics: .*"${topic}"`)),
      });
    });
  });

async function knows(client: KafkaClient, topic: string): Promise<boolean> {
  const { topics } = await client.metadata([topic]);
  return topics.some(({ partitions }) => partitions.length > 0);
}
