import { tools } from '@sremesh/contracts';
import { describe, expect, it } from 'vitest';
import { createObserver, createReadTools, createWindow, noSources } from '../../src/index.ts';
import { waitUntil } from '@sremesh/sandbox';
import type { TestCluster, TestUser } from '../support/cluster.ts';

function make(cluster: TestCluster, user: TestUser = 'perception') {
  const client = cluster.client(user);
  const observer = createObserver(client);
  const window = createWindow();
  return {
    observer,
    window,
    tools: createReadTools({ client, observer, window, sources: noSources, results: null }),
  };
}

export const readToolsSuite = (cluster: () => TestCluster) =>
  describe('read tools', () => {
    it('describe_cluster - names brokers, their leaderships and the quorum’s leader', async () => {
      await cluster().createTopic({ leaders: [1, 2, 3] });
      const output = tools.describe_cluster.output.parse(await make(cluster()).tools.describe_cluster({}));
      expect(output.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
      expect([1, 2, 3]).toContain(output.quorumLeaderId);
      for (const broker of output.brokers) expect(broker.leaders).toBeGreaterThan(0);
      expect(output).toMatchObject({ offlineReplicas: 0, underReplicatedPartitions: 0 });
    });

    it('describe_topics - shows partitions with offsets, and says how many it left out', async () => {
      const { createTopic, produce } = cluster();
      const topic = await createTopic({ leaders: [3, 2, 1] });
      await produce(topic, 1, [Date.now(), Date.now()]);
      const input = { topics: [topic], onlyLeaderSkew: false, onlyUnhealthy: false, limit: 2 };
      const output = tools.describe_topics.output.parse(await make(cluster()).tools.describe_topics(input));
      expect(output.omitted).toBe(1);
      expect(output.partitions).toMatchObject([
        { topic, partition: 0, leader: 3, replicas: [3, 1, 2], highWatermark: 0 },
        { topic, partition: 1, leader: 2, replicas: [2, 1, 3], logStartOffset: 0, highWatermark: 2 },
      ]);
    });

    it('describe_topics - counts the groups that read the topics, by the last sweep', async () => {
      const { createTopic, commit } = cluster();
      const [topic, other, unread] = [await createTopic(), await createTopic(), await createTopic()];
      await commit(topic, [0]);
      const both = await commit(topic, [0]);
      await commit(other, [0], both);
      const { observer, window, tools: handlers } = make(cluster());
      const groupsOf = async (...topics: string[]) =>
        (await handlers.describe_topics({ topics, onlyLeaderSkew: false, onlyUnhealthy: false, limit: 1 }))
          .consumerGroups;
      expect(await groupsOf(topic)).toBeNull();
      window.add(await observer.observe());
      expect(await groupsOf(topic)).toBe(2);
      expect(await groupsOf(topic, other)).toBe(2);
      expect(await groupsOf(unread)).toBe(0);
    });

    it('describe_configs - says where each value comes from', async () => {
      const topic = await cluster().createTopic({ configs: { 'retention.ms': '123456' } });
      const handlers = make(cluster()).tools;
      const names = ['retention.ms', 'cleanup.policy'];
      const { configs } = tools.describe_configs.output.parse(
        await handlers.describe_configs({ topic, names, onlyDrifted: false }),
      );
      expect(configs).toEqual([
        { name: 'cleanup.policy', value: 'delete', source: 'DEFAULT_CONFIG', declared: null, drifted: false },
        {
          name: 'retention.ms',
          value: '123456',
          source: 'DYNAMIC_TOPIC_CONFIG',
          declared: null,
          drifted: false,
        },
      ]);
      const all = await handlers.describe_configs({ topic, onlyDrifted: false });
      expect(all.configs.length).toBeGreaterThan(20);
    });

    it(
      'read_consumer_lag - reads Kafka at the call and takes only rates from the window',
      { timeout: 30_000 },
      async () => {
        const { createTopic, produce, commit } = cluster();
        const topic = await createTopic();
        await produce(topic, 0, Array(100).fill(Date.now()));
        const groupId = await commit(topic, [10]);
        const { observer, window, tools: handlers } = make(cluster());
        window.add(await observer.observe());
        await produce(topic, 0, Array(50).fill(Date.now()));
        await commit(topic, [130], groupId);
        const lag = await waitUntil({ what: 'a second of window', timeoutMs: 30_000 }, async () => {
          const output = await handlers.read_consumer_lag({ groupId, topic });
          return output.windowSeconds >= 1 ? tools.read_consumer_lag.output.parse(output) : undefined;
        });
        expect(lag).toMatchObject({
          groupId,
          lag: 20,
          peakLag: 90,
          state: 'Empty',
          retentionMs: 604_800_000,
        });
        expect(lag.partitions).toMatchObject([
          { topic, partition: 0, committed: 130, highWatermark: 150, lag: 20 },
        ]);
        expect(lag.produceRate).toBeCloseTo(50 / lag.windowSeconds, 5);
        expect(lag.consumeRate).toBeCloseTo(120 / lag.windowSeconds, 5);
        expect(lag.timeToDrainSeconds).toBeCloseTo((20 * lag.windowSeconds) / 70, 5);
        expect(lag.timeToDataLossSeconds).toBeGreaterThan(604_000);
      },
    );

    it('describe_consumer_group - counts rebalances over the window', async () => {
      const { createTopic, commit } = cluster();
      const groupId = await commit(await createTopic(), [0]);
      const { observer, window, tools: handlers } = make(cluster());
      const observation = await observer.observe();
      const groups = observation.groups.map((group) =>
        group.groupId === groupId ? { ...group, state: 'PreparingRebalance' } : group,
      );
      window.add({ ...observation, groups });
      const output = await handlers.describe_consumer_group({ groupId });
      expect(tools.describe_consumer_group.output.parse(output)).toMatchObject({
        state: 'Empty',
        type: 'classic',
        rebalancingShare: 0.5,
        stateChanges: 1,
      });
    });

    it('read tools - name the argument at fault', async () => {
      const handlers = make(cluster()).tools;
      const topic = await cluster().createTopic();
      const unknown = [
        [
          handlers.describe_topics({
            topics: ['no-such'],
            onlyLeaderSkew: false,
            onlyUnhealthy: false,
            limit: 1,
          }),
          /^topics: .*no-such/,
        ],
        [handlers.describe_configs({ topic: 'no-such', onlyDrifted: false }), /^topic: .*no-such/],
        [handlers.describe_configs({ topic, names: ['no.such'], onlyDrifted: false }), /^names: .*no\.such/],
        [handlers.read_consumer_lag({ groupId: 'no-such' }), /^groupId: .*no-such/],
        [handlers.describe_consumer_group({ groupId: 'no-such' }), /^groupId: .*no-such/],
      ] as const;
      for (const [answer, message] of unknown) {
        await expect(answer).rejects.toMatchObject({
          code: 'MESH_TOOL_FAILED',
          message: expect.stringMatching(message),
        });
      }
      const groupId = await cluster().commit(topic, [0]);
      const other = await cluster().createTopic();
      await expect(handlers.read_consumer_lag({ groupId, topic: other })).rejects.toThrow(/^topic: /);
    });

    it('read tools - say who was refused what, and the remedy', async () => {
      const topic = await cluster().createTopic();
      const handlers = make(cluster(), 'nobody').tools;
      await expect(handlers.describe_configs({ topic, onlyDrifted: false })).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        message: expect.stringMatching(/user nobody to describe the configs of topic/),
        remedy: expect.stringContaining(`DescribeConfigs on Topic:${topic}`),
      });
      await expect(handlers.describe_cluster({})).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        remedy: expect.stringContaining('Describe on Cluster'),
      });
    });
  });
