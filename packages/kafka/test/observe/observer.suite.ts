import { describe, expect, it } from 'vitest';
import { createObserver } from '../../src/index.ts';
import { kafkaCli } from '../support/kafka-cli.ts';
import { waitUntil } from '@sremesh/sandbox';
import { uniqueName, type TestCluster } from '../support/cluster.ts';

export const observerSuite = (cluster: () => TestCluster) =>
  describe('observer', () => {
    it('observer - says the same of groups as Kafka’s own tool', async () => {
      const { client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ leaders: [1, 2, 3] });
      const now = Date.now();
      for (const partition of [0, 1, 2]) await produce(topic, partition, Array(10 + partition).fill(now));
      const groups: string[] = [];
      for (let index = 0; index < 5; index += 1) groups.push(await commit(topic, [index, 2 * index, 12]));

      const observer = createObserver(client('perception'));
      const { topics, groups: observed } = await observer.observe();
      const mine = topics.find(({ name }) => name === topic);
      const ours = groups.flatMap((groupId) =>
        (observed.find((group) => group.groupId === groupId)?.offsets ?? []).map(
          ({ partition, committed }) => {
            const end =
              mine?.partitions.find((candidate) => candidate.partition === partition)?.highWatermark ?? -1;
            return [groupId, topic, partition, committed, end, end - committed].join(' ');
          },
        ),
      );

      const cli = await kafkaCli(cluster());
      const args = groups.flatMap((group) => ['--group', group]);
      const theirs = (await cli.consumerGroups('--describe', ...args))
        .split('\n')
        .filter((line) => line.startsWith('group-'))
        .map((line) => line.trim().split(/\s+/).slice(0, 6).join(' '));
      expect(theirs).toHaveLength(15);
      expect(ours.toSorted()).toEqual(theirs.toSorted());
    });

    it(
      'observer - sees classic and KIP-848 groups with their state and offsets',
      { timeout: 90_000 },
      async () => {
        const { client, createTopic, produce } = cluster();
        const topic = await createTopic();
        await produce(topic, 0, [Date.now(), Date.now()]);
        const cli = await kafkaCli(cluster());
        const protocols = ['classic', 'consumer'] as const;
        const members = protocols.map((protocol) => {
          const groupId = uniqueName('group');
          return { groupId, protocol, member: cli.consume(topic, groupId, protocol) };
        });
        try {
          const observer = createObserver(client('perception'));
          for (const { groupId, protocol } of members) {
            const group = await waitUntil(
              { what: `group ${groupId} stable and caught up`, timeoutMs: 30_000 },
              async () => {
                const observation = await observer.observe();
                const found = observation.groups.find((candidate) => candidate.groupId === groupId);
                return found?.state === 'Stable' && found.offsets[0]?.committed === 2 ? found : undefined;
              },
            );
            expect(group).toMatchObject({ type: protocol, offsets: [{ topic, partition: 0, committed: 2 }] });
          }
        } finally {
          await Promise.all(members.map(({ member }) => member.kill()));
        }
      },
    );

    it('observer - gives back the very objects of what did not change', async () => {
      const { client, createTopic, produce } = cluster();
      const [busy, quiet] = [await createTopic(), await createTopic()];
      const observer = createObserver(client('perception'));
      const before = await observer.observe();
      await produce(busy, 0, [Date.now()]);
      const after = await observer.observe();
      const of = (observation: typeof before, topic: string) =>
        observation.topics.find(({ name }) => name === topic);
      expect(of(after, quiet)).toBe(of(before, quiet));
      expect(of(after, busy)).not.toBe(of(before, busy));
      expect(of(after, busy)?.partitions[0]?.highWatermark).toBe(1);
    });
  });
