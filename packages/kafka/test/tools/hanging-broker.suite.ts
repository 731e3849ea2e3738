import { waitUntil } from '@sremesh/sandbox';
import { describe, expect, it } from 'vitest';
import type { TestCluster } from '../support/cluster.ts';
import { handlersOf } from './handlers.ts';

const every = { onlyLeaderSkew: false, limit: 100 };
/** Below what callers of a tool wait, ten seconds. */
const bearableMs = 8000;

export const hangingBrokerSuite = (cluster: () => TestCluster) =>
  describe('a broker that hangs', () => {
    it('read tools - answer in time with what the others know, and say what is missing', async () => {
      const { kafka, client, createTopic, produce } = cluster();
      const topic = await createTopic({ leaders: [1, 2, 3] });
      for (const partition of [0, 1, 2]) await produce(topic, partition, [Date.now()]);
      const { tools: read, observer, window } = handlersOf(client('perception'));
      window.add(await observer.observe());
      const node = kafka.nodes.find(({ id }) => id === 2);
      const describeTopic = (onlyUnhealthy: boolean) =>
        read.describe_topics({ ...every, onlyUnhealthy, topics: [topic] });
      process.kill(node?.pid ?? 0, 'SIGSTOP');
      try {
        const from = performance.now();
        const [topics, disks, listed, described] = await Promise.all([
          describeTopic(false),
          read.read_log_dirs({}),
          read.list_topics({ internal: false, limit: 1000 }),
          read.describe_cluster({}),
          read.list_partition_reassignments({ limit: 10 }).catch(expectNoController),
        ]);
        expect(performance.now() - from).toBeLessThan(bearableMs);
        expect(topics.partitions.map(({ highWatermark }) => highWatermark)).toEqual([1, -1, 1]);
        expect(new Set(disks.dirs.map(({ broker }) => broker))).toEqual(new Set([1, 3]));
        expect(disks.visibility).toEqual({
          complete: false,
          note: expect.stringMatching(/missing here: broker 2 does not (answer|run)/),
        });
        expect(listed.topics.some(({ name }) => name === topic)).toBe(true);
        expect(described.brokers.map(({ id }) => id)).toEqual(expect.arrayContaining([1, 3]));

        const fenced = await waitUntil({ what: 'Kafka gives the broker up', timeoutMs: 20_000 }, async () => {
          const found = await read.describe_cluster({});
          return found.absentBrokers.includes(2) ? found : undefined;
        });
        expect(fenced.offlineReplicas).toBeGreaterThan(2);
        const unhealthy = await waitUntil({ what: 'replicas out of sync', timeoutMs: 20_000 }, async () => {
          const { partitions } = await describeTopic(true);
          return partitions.length === 3 ? partitions : undefined;
        });
        for (const { leader, isr } of unhealthy) {
          expect([1, 3]).toContain(leader);
          expect(isr).not.toContain(2);
        }
        expect((await read.read_log_dirs({})).visibility).toEqual({
          complete: false,
          note: 'Disks are missing here: broker 2 does not run.',
        });
      } finally {
        process.kill(node?.pid ?? 0, 'SIGCONT');
      }
      await waitUntil({ what: 'all replicas are in sync again', timeoutMs: 30_000 }, async () => {
        const { partitions } = await describeTopic(false);
        return partitions.every(({ isr, highWatermark }) => isr.length === 3 && highWatermark === 1);
      });
      expect((await describeTopic(true)).partitions).toEqual([]);
      expect((await read.describe_cluster({})).absentBrokers).toEqual([]);
    });

    it('read tools - answer in time without a quorum, by the one broker that is left', async () => {
      const { kafka, client, createTopic, produce } = cluster();
      const topic = await createTopic({ leaders: [1], replicas: 1 });
      await produce(topic, 0, [Date.now()]);
      const { tools: read } = handlersOf(client('perception'));
      const asked = { ...every, onlyUnhealthy: false, topics: [topic] };
      await read.describe_topics(asked);
      await read.describe_cluster({});
      const pids = kafka.nodes.filter(({ id }) => id !== 1).map(({ pid }) => pid);
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      try {
        const from = performance.now();
        const [, , found] = await Promise.all([
          read.describe_cluster({}),
          read.list_partition_reassignments({ limit: 10 }).catch(expectNoController),
          read.describe_topics(asked),
          read.list_topics({ internal: false, limit: 10 }),
          read.read_log_dirs({}),
        ]);
        expect(performance.now() - from).toBeLessThan(bearableMs);
        expect(found.partitions).toMatchObject([{ topic, leader: 1, highWatermark: 1 }]);
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      }
      await waitUntil({ what: 'the quorum has a leader again', timeoutMs: 30_000 }, async () => {
        const { brokers, quorum } = await read.describe_cluster({});
        return quorum !== null && brokers.length === 3;
      });
    });
  });

/** Where the broker that hangs led the quorum. */
function expectNoController(error: unknown): void {
  expect(error).toMatchObject({
    code: 'MESH_KAFKA_UNREACHABLE',
    message: 'the controller of the cluster does not answer within 3000 ms',
  });
}
