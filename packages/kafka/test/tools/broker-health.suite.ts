import { produceV9 } from '@platformatic/kafka';
import { tools } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import { createMetricsReader, createObserver, createReadTools, createWindow } from '../../src/index.ts';
import { noSources } from '../../src/sources.ts';
import type { TestCluster } from '../support/cluster.ts';

const make = ({ client: clientOf, kafka }: TestCluster) => {
  const client = clientOf('perception');
  const observer = createObserver(client);
  const window = createWindow();
  const metrics = createMetricsReader(kafka.metricsUrls.join(','));
  const handlers = createReadTools({
    client,
    observer,
    window,
    sources: { ...noSources, metrics },
    results: null,
  });
  return {
    handlers,
    sweep: async () => {
      const at = Date.now();
      window.add({ ...(await observer.observe()), at, metrics: { at, brokers: await metrics.read() } });
    },
  };
};

export const brokerHealthSuite = (cluster: () => TestCluster) =>
  describe('read_broker_health', () => {
    const read = async (handlers: ReturnType<typeof make>['handlers'], input: { broker?: number } = {}) =>
      tools.read_broker_health.output.parse(await handlers.read_broker_health(input));

    it('tells of each broker what it leads, keeps and takes, and finds a topic that cannot be written', async () => {
      const healthy = await cluster().createTopic({ leaders: [1, 2, 3] });
      await cluster().produce(healthy, 1, [Date.now()]);
      const topic = await cluster().createTopic({
        leaders: [2],
        replicas: 1,
        configs: { 'min.insync.replicas': '2' },
      });
      const { handlers } = make(cluster());
      const output = await read(handlers);
      expect(output.brokers.map(({ id, up, absentSeconds }) => ({ id, up, absentSeconds }))).toEqual(
        [1, 2, 3].map((id) => ({ id, up: true, absentSeconds: 0 })),
      );
      for (const broker of output.brokers) {
        expect(broker).toMatchObject({ outOfSync: 0, leaderSkew: expect.any(Number) });
        expect(broker.requestMs?.map(({ request }) => request)).toContain('Metadata');
        expect(broker.bytesSkew).toBeGreaterThanOrEqual(0);
      }
      expect(output).toMatchObject({ metrics: true, offline: 0, visibility: { complete: true } });
      expect(output.partitions.filter((one) => one.topic === topic)).toEqual([
        {
          topic,
          partition: 0,
          leader: 2,
          replicas: [2],
          isr: [2],
          minInsyncReplicas: 2,
          reassigning: false,
        },
      ]);
      const elsewhere = await read(handlers, { broker: 1 });
      expect(elsewhere.brokers.map(({ id }) => id)).toEqual([1]);
      expect(elsewhere.partitions.filter((one) => one.topic === topic)).toEqual([]);
      await expect(read(handlers, { broker: 99 })).rejects.toThrow(/^broker: .*99/);
    });

    it('counts refused logins and refused requests over the window', async () => {
      const topic = await cluster().createTopic({ leaders: [3] });
      const { handlers, sweep } = make(cluster());
      await sweep();
      const stranger = cluster().client('nobody', {
        sasl: { mechanism: 'SCRAM-SHA-512', username: 'nobody', password: 'wrong' },
      });
      await expect(stranger.metadata([])).rejects.toThrow(/nobody|login|password/i);
      const nobody = cluster().client('nobody');
      await nobody.metadata([]);
      const record = { topic, partition: 0, value: Buffer.from('x') };
      const answer = await nobody.request({ broker: 3 }, produceV9.api, 1, 5000, [record], {});
      expect(answer).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 29 }] }] });
      const seen = await waitUntil({ what: 'the refusals in the metrics', timeoutMs: 10_000 }, async () => {
        const output = await read(handlers);
        const failed = output.brokers.some(
          ({ failedAuthenticationsPerSecond: perSecond }) => (perSecond ?? 0) > 0,
        );
        return failed && output;
      });
      const counted = seen.failedAuthentications?.reduce((sum, { count }) => sum + count, 0);
      expect(counted).toBeGreaterThanOrEqual(1);
      const third = seen.brokers.find(({ id }) => id === 3);
      expect(third?.authorizationErrorsPerSecond).toContainEqual({
        request: 'Produce',
        error: 'TOPIC_AUTHORIZATION_FAILED',
        perSecond: expect.any(Number),
      });
    });
  });
