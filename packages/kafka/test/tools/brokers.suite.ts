import { alterPartitionReassignmentsV0, Producer, stringSerializers } from '@platformatic/kafka';
import { tools } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../src/protocol/platformatic.ts';
import type { TestCluster } from '../support/cluster.ts';
import { kafkaCli, type KafkaCli } from '../support/kafka-cli.ts';
import { handlersOf } from './handlers.ts';

const megabyte = 1_000_000;
const throttledReplicas = 'follower.replication.throttled.replicas';

/** What Kafka's tool prints on disks. */
interface LogDirsOutput {
  brokers: {
    broker: number;
    logDirs: { logDir: string; partitions: { partition: string; size: number }[] }[];
  }[];
}

export const brokersSuite = (cluster: () => TestCluster) =>
  describe('brokers', () => {
    let cli: KafkaCli;
    let large: string;
    beforeAll(async () => {
      cli = await kafkaCli(cluster());
      large = await cluster().createTopic({ replicas: 1, configs: { [throttledReplicas]: '*' } });
      await produceLarge(large);
    });
    const produceLarge = async (topic: string) => {
      const producer = new Producer({
        clientId: 'test',
        bootstrapBrokers: [...cluster().kafka.bootstrapServers],
        sasl: { mechanism: 'SCRAM-SHA-512', ...cluster().kafka.admin },
        serializers: stringSerializers,
      });
      for (let megabytes = 0; megabytes < 6; megabytes += 1)
        await producer.send({ messages: [{ topic, value: 'x'.repeat(0.9 * megabyte) }], acks: -1 });
      await producer.close();
    };

    it('read_log_dirs - agrees with Kafka’s own tool on directories and sizes', async () => {
      const { tools: read } = handlersOf(cluster().client('perception'));
      const output = tools.read_log_dirs.output.parse(await read.read_log_dirs({ broker: 1 }));
      expect(output).toMatchObject({ windowSeconds: 0, visibility: { complete: true, note: null } });
      const printed = await cli.run(
        'org.apache.kafka.tools.LogDirsCommand',
        '--describe',
        '--broker-list',
        '1',
      );
      const json = printed.split('\n').find((line) => line.startsWith('{')) ?? '';
      const theirs: LogDirsOutput = JSON.parse(json);
      const [dir] = theirs.brokers[0]?.logDirs ?? [];
      const size = dir?.partitions.find(({ partition }) => partition === `${large}-0`)?.size;
      expect(size).toBeGreaterThan(5 * megabyte);
      expect(output.dirs).toMatchObject([{ broker: 1, path: dir?.logDir, error: null, full: null }]);
      expect(output.dirs[0]?.largestTopics[0]).toEqual({ topic: large, bytes: size });
      const [mine] = output.dirs;
      expect(mine?.totalBytes).toBeGreaterThan(mine?.usableBytes ?? Infinity);
      expect(mine?.kafkaBytes).toBeGreaterThanOrEqual(size ?? Infinity);
    });

    it('read_log_dirs - tells when a disk is full from how it shrank in the window', async () => {
      const { tools: read, observer, window } = handlersOf(cluster().client('perception'));
      const observation = await observer.observe();
      const { dirs } = await read.read_log_dirs({});
      const perSecond = 100 * megabyte;
      for (const seconds of [12, 9, 6, 3]) {
        const at = Date.now() - seconds * 1000;
        const before = dirs.map(({ broker, path, totalBytes, usableBytes, error }) => ({
          ...{ broker, path, totalBytes, error },
          usableBytes: (usableBytes ?? 0) + seconds * perSecond,
        }));
        window.add({ ...observation, at, logDirs: { at, dirs: before } });
      }
      const output = tools.read_log_dirs.output.parse(await read.read_log_dirs({ broker: 2 }));
      expect(output.dirs.map(({ broker }) => broker)).toEqual([2]);
      expect(output.windowSeconds).toBeGreaterThanOrEqual(12);
      const [{ full, usableBytes } = { full: null, usableBytes: 0 }] = output.dirs;
      const expected = (usableBytes ?? 0) / perSecond;
      expect(full?.seconds).toBeGreaterThan(expected * 0.8);
      expect(full?.seconds).toBeLessThan(expected * 1.2);
      await expect(read.read_log_dirs({ broker: 7 })).rejects.toMatchObject({
        code: 'MESH_TOOL_FAILED',
        message: 'broker: 7 is not up; up are 1, 2, 3',
      });
    });

    it('describe_cluster - agrees with Kafka’s own tool on the quorum', async () => {
      const { tools: read } = handlersOf(cluster().client('perception'));
      const { quorum, quorumLeaderId, absentBrokers } = tools.describe_cluster.output.parse(
        await read.describe_cluster({}),
      );
      const printed = await cli.run('org.apache.kafka.tools.MetadataQuorumCommand', 'describe', '--status');
      const line = (name: string): string => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(printed)?.[1] ?? '';
      expect(quorumLeaderId).toBe(Number(line('LeaderId')));
      expect(quorum?.leaderEpoch).toBe(Number(line('LeaderEpoch')));
      expect(quorum?.highWatermark).toBeLessThanOrEqual(Number(line('HighWatermark')));
      expect(quorum?.highWatermark).toBeGreaterThan(0);
      expect(quorum?.replicas).toMatchObject([1, 2, 3].map((id) => ({ id, voter: true })));
      expect(absentBrokers).toEqual([]);
    });

    describe('while a partition moves', () => {
      /** Of what broker 3 copies, bytes a second. */
      const throttle = async (bytes: number | null) => {
        const name = 'follower.replication.throttled.rate';
        const change =
          bytes === null
            ? ({ name, configOperation: 1 } as const)
            : ({ name, configOperation: 0, value: `${bytes}` } as const);
        const resource = { resourceType: 4, resourceName: '3', configs: [change] } as const;
        const admin = cluster().client('admin');
        await admin.metadata([]);
        const { responses } = await admin.request(
          { broker: 3 },
          apis.incrementalAlterConfigsV1.api,
          [{ ...resource, configs: [...resource.configs] }],
          false,
        );
        expect(responses.map(({ errorCode }) => errorCode)).toEqual([0]);
      };
      const reassign = async (replicas: number[]) => {
        const topics = [{ name: large, partitions: [{ partitionIndex: 0, replicas }] }];
        const { api } = alterPartitionReassignmentsV0;
        await cluster().client('admin').request('any', api, 10_000, false, topics);
      };
      beforeAll(async () => {
        await throttle(1);
        await reassign([3]);
      });
      afterAll(() => throttle(null));

      it('list_partition_reassignments - agrees with Kafka’s own tool, and says since when', async () => {
        const { tools: read, observer, window } = handlersOf(cluster().client('perception'));
        const input = { topic: large, limit: 10 };
        const moving = { topic: large, partition: 0, replicas: [3, 1], adding: [3], removing: [1] };
        const before = await waitUntil({ what: 'the move is seen', timeoutMs: 10_000 }, async () => {
          const found = await read.list_partition_reassignments(input);
          return found.total === 1 ? found : undefined;
        });
        expect(before.reassignments).toEqual([{ ...moving, seenSince: null }]);
        const seen = await waitUntil({ what: 'a sweep sees it', timeoutMs: 10_000 }, async () => {
          const observation = await observer.observe();
          return observation.reassignments?.partitions.length === 1 ? observation : undefined;
        });
        window.add(seen);
        const output = tools.list_partition_reassignments.output.parse(
          await read.list_partition_reassignments({ limit: 10 }),
        );
        const seenSince = new Date(seen.at).toISOString();
        expect(output).toMatchObject({ total: 1, reassignments: [{ ...moving, seenSince }] });
        const printed = await cli.run('org.apache.kafka.tools.reassign.ReassignPartitionsCommand', '--list');
        expect(printed).toContain(`${large}-0: replicas: 3,1. adding: 3. removing: 1.`);
        const other = await cluster().createTopic();
        expect((await read.list_partition_reassignments({ topic: other, limit: 10 })).total).toBe(0);
        await expect(read.list_partition_reassignments({ topic: 'no-such', limit: 10 })).rejects.toThrow(
          /^topic: .*no-such/,
        );
      });
    });
  });
