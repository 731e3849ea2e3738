import { describe, expect, it } from 'vitest';
import { createKafkaClient, createObserver } from '../../src/index.ts';
import { waitUntil } from '@sremesh/sandbox';
import { apis, Writer } from '../../src/protocol/platformatic.ts';
import type { TestCluster } from '../support/cluster.ts';

export const clientSuite = (cluster: () => TestCluster) =>
  describe('client', () => {
    it('client - says whose credentials Kafka refused', async () => {
      const sasl = { mechanism: 'SCRAM-SHA-512', username: 'perception', password: 'wrong' } as const;
      const client = cluster().client('perception', { sasl });
      await expect(client.metadata([])).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        message: expect.stringMatching(/credentials of user perception/),
        remedy: expect.stringContaining('KAFKA_SASL_MECHANISM'),
      });
    });

    it('client - says what to check when a listener closes on it', async () => {
      const client = createKafkaClient({ brokers: cluster().kafka.bootstrapServers, clientId: 'test' });
      await expect(client.metadata([])).rejects.toMatchObject({
        code: 'MESH_KAFKA_UNREACHABLE',
        message: expect.stringContaining('KAFKA_BROKERS'),
        remedy: expect.stringContaining('SASL'),
      });
      await client.close();
    });

    it('client - says which request this Kafka does not know', async () => {
      const unknown = apis.createAPI(
        60,
        99,
        () => Writer.create().appendTaggedFields(),
        () => null,
      );
      await expect(cluster().client('perception').request('any', unknown)).rejects.toMatchObject({
        code: 'MESH_KAFKA_REFUSED',
        message: expect.stringContaining('key 60 in version 99'),
      });
    });

    it('client - a reading that lacks a leader is an error, not a lag of 0', async () => {
      const { kafka, client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ leaders: [1], replicas: 1 });
      await produce(topic, 0, [Date.now()]);
      const groupId = await commit(topic, [0]);
      const observer = createObserver(client('perception'));
      await kafka.nodes[0]?.kill();
      try {
        await waitUntil({ what: 'the reading says which leader is missing', timeoutMs: 30_000 }, () =>
          observer.observeGroup(groupId).then(
            ({ groups }) => {
              throw new Error(`it answered ${JSON.stringify(groups)}`);
            },
            (error: Error) => error.message === `the leader of ${topic}/0 does not answer`,
          ),
        );
        const partition = await waitUntil(
          { what: 'a sweep without the leader', timeoutMs: 30_000 },
          async () => {
            const { topics } = await observer.observe();
            return topics.find(({ name }) => name === topic)?.partitions.find(({ leader }) => leader === -1);
          },
        );
        expect(partition).toMatchObject({ logStartOffset: -1, highWatermark: -1 });
      } finally {
        await kafka.nodes[0]?.start();
      }
    });

    it('client - goes on without a broker, and takes it back', async () => {
      const { kafka, client, createTopic, produce } = cluster();
      const topic = await createTopic({ leaders: [1, 2, 3] });
      const observer = createObserver(client('perception'));
      for (const partition of [0, 1, 2]) await produce(topic, partition, [Date.now()]);
      await observer.observe();
      const broker = kafka.nodes.find(({ id }) => id === 3);
      await broker?.kill();
      const down = await waitUntil(
        { what: 'the broker is gone from a sweep', timeoutMs: 30_000 },
        async () => {
          const observation = await observer.observe();
          return observation.brokers.length === 2 ? observation : undefined;
        },
      );
      const mine = down.topics.find(({ name }) => name === topic);
      expect(mine?.partitions.map(({ highWatermark }) => highWatermark)).toEqual([1, 1, 1]);
      await broker?.start();
      await waitUntil({ what: 'the broker is back in a sweep', timeoutMs: 30_000 }, async () => {
        const observation = await observer.observe();
        const found = observation.topics.find(({ name }) => name === topic);
        return observation.brokers.length === 3 && found?.partitions.every(({ isr }) => isr.length === 3);
      });
    });

    it(
      'client - fails in time when every broker is gone, and recovers by itself',
      { timeout: 120_000 },
      async () => {
        const { kafka, client } = cluster();
        const mine = client('perception');
        const observer = createObserver(mine);
        const { cluster: id } = await observer.observe();
        await Promise.all(kafka.nodes.map((node) => node.kill()));
        const unreachable = {
          code: 'MESH_KAFKA_UNREACHABLE',
          message: expect.stringContaining('KAFKA_BROKERS'),
        };
        await expect(observer.observe()).rejects.toMatchObject(unreachable);
        await expect(observer.observe()).rejects.toMatchObject(unreachable);
        await Promise.all(kafka.nodes.map((node) => node.start()));
        const observation = await waitUntil(
          { what: 'a sweep succeeds again', timeoutMs: 30_000 },
          async () => {
            const found = await observer.observe();
            return found.brokers.length === 3 ? found : undefined;
          },
        );
        expect(observation.cluster).toBe(id);
        await mine.close();
        await expect(mine.metadata([])).rejects.toThrow(/closed/);
      },
    );

    it('client - asks another broker where one hangs, and says which one did not answer', async () => {
      const { kafka, client } = cluster();
      const reader = client('perception', { requestTimeoutMs: 20_000 });
      for (const { id, pid } of kafka.nodes) {
        await waitUntil({ what: 'every broker is up', timeoutMs: 20_000 }, async () => {
          const { brokers } = await reader.metadata([]);
          return brokers.length === 3;
        });
        process.kill(pid, 'SIGSTOP');
        try {
          const from = performance.now();
          for (let call = 0; call < 5; call += 1) await reader.metadata([]);
          expect(performance.now() - from).toBeLessThan(6000);
          const asked = reader.request({ broker: id, withinMs: 500 }, apis.describeLogDirsV4.api, []);
          await expect(asked).rejects.toMatchObject({
            code: 'MESH_KAFKA_UNREACHABLE',
            message: expect.stringMatching(new RegExp(`^broker ${id} \\(.*no answer within 500 ms$`)),
          });
        } finally {
          process.kill(pid, 'SIGCONT');
        }
      }
    });
  });
