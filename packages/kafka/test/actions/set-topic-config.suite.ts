import { topicConfigPreStateFrom } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import {
  createObserver,
  createReadTools,
  createWindow,
  noSources,
  createWriteActions,
} from '../../src/index.ts';
import { describeTopicConfig } from '../../src/observe/topic-configs.ts';
import type { TestCluster } from '../support/cluster.ts';

const action = (cluster: TestCluster) =>
  createWriteActions({ client: cluster.client('action') }).set_topic_config;

async function overrides(
  cluster: TestCluster,
  topic: string,
): Promise<Record<string, string | null | undefined>> {
  const configs = await describeTopicConfig(cluster.client('admin'), topic, null);
  return Object.fromEntries(
    configs.filter(({ configSource }) => configSource === 1).map(({ name, value }) => [name, value]),
  );
}

export const setTopicConfigSuite = (cluster: () => TestCluster) =>
  describe('set_topic_config', () => {
    it('set_topic_config - sets and restores, and leaves other overrides alone', async () => {
      const before = { 'retention.ms': '60000', 'max.message.bytes': '500000', 'segment.ms': '7000' };
      const topic = await cluster().createTopic({ configs: before });
      const set = action(cluster());
      const input = { topic, configs: { 'retention.ms': '120000', 'flush.ms': '99999', 'segment.ms': null } };
      const preState = await set.readPreState(input);
      expect(preState).toEqual({ 'retention.ms': '60000', 'flush.ms': null, 'segment.ms': '7000' });
      expect(await set.isReached(input)).toBe(false);

      await set.apply(input);
      expect(await set.isReached(input)).toBe(true);
      expect(await set.readBack(input)).toEqual(input);
      expect(await overrides(cluster(), topic)).toEqual({
        'retention.ms': '120000',
        'flush.ms': '99999',
        'max.message.bytes': '500000',
      });

      expect(set.inverse(input, preState)).toEqual({
        tool: 'set_topic_config',
        args: { topic, configs: preState },
      });
      await set.apply({ topic, configs: preState });
      expect(await overrides(cluster(), topic)).toEqual(before);
    });

    it('set_topic_config - applied twice is applied once', async () => {
      const topic = await cluster().createTopic({ configs: { 'retention.ms': '60000' } });
      const set = action(cluster());
      const input = { topic, configs: { 'retention.ms': '90000' } };
      await set.apply(input);
      await set.apply(input);
      expect(await overrides(cluster(), topic)).toEqual({ 'retention.ms': '90000' });
    });

    it('set_topic_config - its pre-state is the one that a reader without credentials derives', async () => {
      const topic = await cluster().createTopic({ configs: { 'retention.ms': '60000' } });
      const input = { topic, configs: { 'retention.ms': '1', 'segment.ms': '1' } };
      const client = cluster().client('perception');
      const tools = createReadTools({
        client,
        observer: createObserver(client),
        window: createWindow(),
        sources: noSources,
        results: null,
      });
      const described = await tools.describe_configs({ topic, onlyDrifted: false });
      expect(topicConfigPreStateFrom(described, Object.keys(input.configs))).toEqual(
        await action(cluster()).readPreState(input),
      );
    });

    it('set_topic_config - says what is wrong with a value, a name or a topic', async () => {
      const topic = await cluster().createTopic();
      const set = action(cluster());
      const failing = [
        [{ topic, configs: { 'retention.ms': 'soon' } }, /^configs: .*retention\.ms/],
        [{ topic, configs: { 'no.such': '1' } }, /^configs: .*no\.such/],
        [{ topic: 'no-such', configs: { 'retention.ms': '1' } }, /no-such/],
      ] as const;
      for (const [input, message] of failing) {
        await expect(set.apply(input)).rejects.toMatchObject({
          code: 'MESH_TOOL_FAILED',
          message: expect.stringMatching(message),
        });
      }
      await expect(set.readPreState({ topic, configs: { 'no.such': '1' } })).rejects.toThrow(
        /^configs: "no\.such"/,
      );
    });

    it('set_topic_config - is refused by Kafka to a user without the right', async () => {
      const topic = await cluster().createTopic();
      const { set_topic_config: set } = createWriteActions({ client: cluster().client('perception') });
      await expect(set.apply({ topic, configs: { 'retention.ms': '1' } })).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        message: expect.stringMatching(/user perception to set retention\.ms of topic/),
        remedy: expect.stringContaining(`AlterConfigs on Topic:${topic}`),
      });
      expect(await overrides(cluster(), topic)).toEqual({});
    });
  });
