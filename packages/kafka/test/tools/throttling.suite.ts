import { alterClientQuotasV1, Producer, stringSerializers } from '@platformatic/kafka';
import { tools } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import { createMetricsReader, createObserver, createReadTools, createWindow } from '../../src/index.ts';
import { noSources } from '../../src/sources.ts';
import type { TestCluster } from '../support/cluster.ts';

/** A name that JMX and Prometheus each quote in their own way. */
const clientId = 'batch "7", a=b*é\\';
const limit = 2000;

export const throttlingSuite = (cluster: () => TestCluster) =>
  describe('read_throttling', () => {
    const make = (urls: readonly string[]) => {
      const client = cluster().client('perception');
      const metrics = urls.length === 0 ? null : createMetricsReader(urls.join(','));
      const window = createWindow();
      const sources = { ...noSources, metrics };
      const observer = createObserver(client);
      const handlers = createReadTools({ client, observer, window, sources, results: null });
      const read = async (input: { clientId?: string } = {}) =>
        tools.read_throttling.output.parse(await handlers.read_throttling(input));
      return { read, observer, window, metrics };
    };

    it('names a client over its quota, by how much it is slowed down, and the quota', async () => {
      const { kafka, createTopic, client } = cluster();
      const topic = await createTopic({ leaders: [2] });
      const entities = [{ entityType: 'client-id', entityName: clientId } as const];
      const set = (op: alterClientQuotasV1.AlterClientQuotasRequestOp) =>
        client('admin').request('any', alterClientQuotasV1.api, [{ entities, ops: [op] }], false);
      await set({ key: 'producer_byte_rate', value: limit, remove: false });
      const producer = new Producer({
        clientId,
        bootstrapBrokers: [...kafka.bootstrapServers],
        sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.admin },
        serializers: stringSerializers,
      });
      const { read, observer, window, metrics } = make(kafka.metricsUrls);
      try {
        const found = await waitUntil({ what: 'throttled', timeoutMs: 20_000 }, async () => {
          await producer.send({
            messages: [{ topic, partition: 0, value: 'x'.repeat(limit * 6) }],
            acks: -1,
          });
          const at = Date.now();
          window.add({
            ...(await observer.observe()),
            at,
            metrics: { at, brokers: (await metrics?.read()) ?? [] },
          });
          const output = await read({ clientId });
          return (output.clients[0]?.throttledSeconds ?? 0) > 0 && output;
        });
        expect(found.metrics).toBe(true);
        expect(found.clients).toEqual([
          {
            user: '',
            clientId,
            request: 'Produce',
            throttleMs: expect.any(Number),
            brokers: [2],
            throttledSeconds: expect.any(Number),
            quota: {
              name: 'producer_byte_rate',
              limit,
              entity: `client id "${clientId}"`,
            },
          },
        ]);
        expect((await read({ clientId: 'another' })).clients).toEqual([]);
      } finally {
        await set({ key: 'producer_byte_rate', remove: true });
        await producer.close();
      }
    });

    it('without metrics nothing is known, and it says so', async () => {
      expect(await make([]).read()).toMatchObject({ metrics: false, clients: [] });
    });
  });
