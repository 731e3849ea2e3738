import { describe, expect, it } from 'vitest';
import { waitUntil } from '@sremesh/sandbox';
import { createObserver } from '../../src/index.ts';
import { fetchCommitted } from '../../src/observe/committed.ts';
import { listGroups } from '../../src/observe/groups.ts';
import type { TestCluster } from '../support/cluster.ts';

const ids = [1, 2, 3];

/** Stops brokers, so it comes late. */
export const troubleSuite = (cluster: () => TestCluster) =>
  describe('sweeps in trouble', () => {
    it('sweep - asks again for groups that are not where they were listed', async () => {
      const { client, createTopic, commit } = cluster();
      const topic = await createTopic();
      const groups = await Promise.all([1, 2, 3, 4].map((offset) => commit(topic, [offset])));
      const perception = client('perception');
      await perception.metadata([]);
      const { groups: listed } = await listGroups(perception, ids);
      const misplaced = listed
        .filter(({ groupId }) => groups.includes(groupId))
        .map((group) => ({ ...group, coordinator: (group.coordinator % 3) + 1 }));
      const committed = await fetchCommitted(perception, misplaced, ids);
      expect(groups.map((group) => committed.get(group)?.map((offset) => offset.committed))).toEqual([
        [1],
        [2],
        [3],
        [4],
      ]);
    });

    it('sweep - goes on while topics come and go', async () => {
      const { kafka, client, createTopic, produce, commit } = cluster();
      const observer = createObserver(client('perception'));
      const topic = await createTopic();
      await produce(topic, 0, [Date.now()]);
      const groupId = await commit(topic, [0]);
      const end = async () =>
        (await observer.observe()).topics.find(({ name }) => name === topic)?.partitions[0]?.highWatermark;
      await waitUntil({ what: 'the topic is seen', timeoutMs: 10_000 }, async () => (await end()) === 1);
      const deleted = kafka.withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
      await waitUntil({ what: 'it is gone', timeoutMs: 10_000 }, async () => (await end()) === undefined);
      await deleted;
      await kafka.withAdmin((admin) => admin.createTopics({ topics: [{ topic }], waitForLeaders: false }));
      const seen = await waitUntil({ what: 'it is there again', timeoutMs: 10_000 }, end);
      expect(seen).toBeLessThan(1);
      const { groups } = await observer.observe();
      expect(groups.some((group) => group.groupId === groupId)).toBe(true);
    });

    it('sweep - ends in time where a broker hangs, and says what it lacks', { timeout: 90_000 }, async () => {
      const { kafka, client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ leaders: [1, 2, 3] });
      for (const partition of [0, 1, 2]) await produce(topic, partition, [Date.now()]);
      await commit(topic, [0, 0, 0]);
      const observer = createObserver(client('perception'));
      await waitUntil({ what: 'a whole sweep', timeoutMs: 20_000 }, async () => {
        const { hidden } = await observer.observe();
        return hidden.length === 0;
      });
      const node = kafka.nodes.find(({ id }) => id === 2);
      process.kill(node?.pid ?? 0, 'SIGSTOP');
      try {
        const from = performance.now();
        const seen = await observer.observe();
        expect(performance.now() - from).toBeLessThan(8000);
        const mine = seen.topics.find(({ name }) => name === topic)?.partitions;
        expect(mine?.map(({ highWatermark }) => highWatermark)).toEqual([1, 1, 1]);
        const reasons = seen.hidden.map(({ reason }) => reason).join();
        const gone = seen.brokers.every(({ id }) => id !== 2);
        expect(gone || reasons.includes('broker 2')).toBe(true);
        const absent = await waitUntil({ what: 'it is absent', timeoutMs: 30_000 }, async () => {
          const { absentBrokers } = await observer.observe();
          return absentBrokers.length > 0 && absentBrokers;
        });
        expect(absent).toEqual([2]);
      } finally {
        process.kill(node?.pid ?? 0, 'SIGCONT');
      }
      await waitUntil({ what: 'it is back', timeoutMs: 30_000 }, async () => {
        const { absentBrokers, hidden, brokers } = await observer.observe();
        return absentBrokers.length === 0 && brokers.length === 3 && hidden.length === 0;
      });
    });
  });
