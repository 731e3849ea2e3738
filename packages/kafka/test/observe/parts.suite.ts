import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '@sremesh/sandbox';
import { createDeclaredSource, createObserver, noSources } from '../../src/index.ts';
import { kafkaCli } from '../support/kafka-cli.ts';
import { uniqueName, type TestCluster } from '../support/cluster.ts';

export const partsSuite = (cluster: () => TestCluster) =>
  describe('parts of an observation', () => {
    it('parts - quorum, disks, rights and reassignments are those of the cluster, and nothing is hidden', async () => {
      const { kafka, client, createTopic } = cluster();
      const topic = await createTopic({ configs: { 'min.insync.replicas': '2' } });
      const seen = await createObserver(client('perception')).observe();
      const described = await kafka.withAdmin((admin) => admin.describeCluster());
      expect(new Set(seen.brokers.map(({ id }) => id))).toEqual(
        new Set(described.brokers.map(({ nodeId }) => nodeId)),
      );
      expect(kafka.nodes.map(({ id }) => id)).toContain(seen.quorum?.leaderId);
      expect(seen.reassignments?.partitions).toEqual([]);
      expect(new Set(seen.logDirs?.dirs.map(({ broker }) => broker))).toEqual(new Set([1, 2, 3]));
      for (const { totalBytes, usableBytes, error } of seen.logDirs?.dirs ?? []) {
        expect(error).toBeNull();
        expect(usableBytes).toBeGreaterThan(0);
        expect(totalBytes).toBeGreaterThanOrEqual(usableBytes ?? Infinity);
      }
      expect(seen.acls?.entries).toContainEqual({
        principal: 'User:perception',
        host: '*',
        operation: 'Describe',
        permission: 'Allow',
        resourceType: 'Cluster',
        resourceName: 'kafka-cluster',
        patternType: 'LITERAL',
      });
      expect(seen.topics.find(({ name }) => name === topic)?.minInsyncReplicas).toBe(2);
      expect(seen.absentBrokers).toEqual([]);
      expect(seen.hidden).toEqual([]);
    });

    it('parts - what a user may not see is hidden, and not empty', async () => {
      const { client } = cluster();
      const seen = await createObserver(client('nobody')).observe();
      expect(seen).toMatchObject({ topics: [], groups: [], acls: null, logDirs: null, quorum: null });
      const hidden = new Map(seen.hidden.map(({ part, reason }) => [part, reason]));
      for (const part of ['topics', 'groups', 'quorum', 'reassignments', 'logDirs', 'acls'] as const)
        expect(hidden.get(part), part).toMatch(/nobody/);
    });

    it('parts - drift is seen when it comes and when it goes', async () => {
      const { client, createTopic } = cluster();
      const topic = await createTopic({ configs: { 'retention.ms': '2000' } });
      const dir = await mkdtemp(join(tmpdir(), 'sremesh-declared-'));
      const file = join(dir, 'declared.json');
      const declare = (retention: string) =>
        writeFile(file, JSON.stringify({ topics: { [topic]: { 'retention.ms': retention } } }));
      await declare('1000');
      const declared = createDeclaredSource(file);
      const observer = createObserver(client('perception'), { ...noSources, declared });
      const driftIs = (entries: unknown[]) =>
        waitUntil({ what: `drift is ${JSON.stringify(entries)}`, timeoutMs: 15_000 }, async () => {
          const { drift } = await observer.observe();
          return JSON.stringify(drift?.entries) === JSON.stringify(entries);
        });
      await driftIs([
        { kind: 'topic', name: topic, config: 'retention.ms', declared: '1000', actual: '2000' },
      ]);
      await declare('2000');
      await driftIs([]);
      await rm(dir, { recursive: true });
    });

    it('parts - a source that hangs delays no sweep', async () => {
      const { client } = cluster();
      const metrics = { read: () => new Promise<never>(() => undefined) };
      const observer = createObserver(client('perception'), { ...noSources, metrics });
      const from = performance.now();
      for (let sweep = 0; sweep < 10; sweep += 1) expect((await observer.observe()).metrics).toBeNull();
      expect(performance.now() - from).toBeLessThan(3000);
    });

    it('parts - members are who Kafka says, and none once they left', { timeout: 90_000 }, async () => {
      const { client, createTopic, produce } = cluster();
      const topic = await createTopic();
      await produce(topic, 0, [Date.now()]);
      const cli = await kafkaCli(cluster());
      const groupId = uniqueName('group');
      const member = cli.consume(topic, groupId, 'classic');
      const observer = createObserver(client('perception'));
      const membersAre = (what: string, holds: (clients: string[]) => boolean) =>
        waitUntil({ what, timeoutMs: 60_000 }, async () => {
          const { groups } = await observer.observe();
          const members = groups.find((group) => group.groupId === groupId)?.members;
          return members != null && holds(members.list.map(({ clientId }) => clientId)) && members;
        });
      try {
        const { list } = await membersAre('one member is seen', (clients) => clients.length === 1);
        const described = await cli.consumerGroups('--describe', '--group', groupId, '--members');
        expect(described).toContain(list[0]?.memberId);
        expect(described).toContain(`/${list[0]?.host}`);
      } finally {
        await member.stop(10_000);
      }
      await membersAre('no member is left', (clients) => clients.length === 0);
    });
  });
