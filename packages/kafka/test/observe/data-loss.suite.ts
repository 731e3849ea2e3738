import { describe, expect, it } from 'vitest';
import { createObserver } from '../../src/index.ts';
import { waitUntil } from '@sremesh/sandbox';
import type { TestCluster } from '../support/cluster.ts';

const hourMs = 3_600_000;

export const dataLossSuite = (cluster: () => TestCluster) =>
  describe('time to data loss', () => {
    it('data loss - is the oldest unread record’s age short of the retention', async () => {
      const { client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ configs: { 'retention.ms': String(hourMs) } });
      const start = Date.now() - 50 * 60_000;
      const timestamps = Array.from({ length: 50 }, (_, minute) => start + minute * 60_000);
      await produce(topic, 0, timestamps);
      const observer = createObserver(client('perception'));
      for (const committed of [0, 1, 17, 30, 49]) {
        const groupId = await commit(topic, [committed]);
        const { at, groups } = await observer.observeGroup(groupId);
        const expected = ((timestamps[committed] ?? 0) + hourMs - at) / 1000;
        const seconds = groups[0]?.offsets[0]?.timeToDataLossSeconds ?? -1;
        expect(seconds).toBeLessThanOrEqual(expected);
        expect(seconds).toBeGreaterThan(expected - 0.2);
      }
    });

    it('data loss - is found in a sweep where half of the retention has passed, and only there', async () => {
      const { client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ configs: { 'retention.ms': String(hourMs) } });
      const now = Date.now();
      await produce(topic, 0, [now - 55 * 60_000, now - 40 * 60_000, now - 10 * 60_000]);
      const groups = [await commit(topic, [0]), await commit(topic, [1]), await commit(topic, [2])];
      const caughtUp = await commit(topic, [3]);
      const observation = await createObserver(client('perception')).observe();
      const secondsOf = (groupId: string | undefined) =>
        observation.groups.find((group) => group.groupId === groupId)?.offsets[0]?.timeToDataLossSeconds;
      const [edge, near, young] = groups.map(secondsOf);
      expect(edge).toBeGreaterThan(5 * 60 - 30);
      expect(edge).toBeLessThanOrEqual(5 * 60);
      expect(near).toBeGreaterThan(20 * 60 - 30);
      expect(near).toBeLessThanOrEqual(20 * 60);
      expect(young).toBeNull();
      expect(secondsOf(caughtUp)).toBeNull();
    });

    it('data loss - is null where nothing unread can be lost', async () => {
      const { client, createTopic, produce, commit } = cluster();
      const forEver = await createTopic({ configs: { 'retention.ms': '-1' } });
      const compacted = await createTopic({
        configs: { 'cleanup.policy': 'compact', 'retention.ms': '1000' },
      });
      const observer = createObserver(client('perception'));
      for (const topic of [forEver]) {
        await produce(topic, 0, [Date.now() - hourMs]);
        const { groups } = await observer.observeGroup(await commit(topic, [0]));
        expect(groups[0]?.offsets[0]?.timeToDataLossSeconds).toBeNull();
      }
      const { topics } = await observer.observeGroup(await commit(compacted, [0]));
      expect(topics[0]?.retentionMs).toBe(-1);
    });

    it('data loss - never comes before it was predicted, and is 0 afterwards', async () => {
      const { client, createTopic, produce, commit } = cluster();
      const topic = await createTopic({ configs: { 'retention.ms': '5000', 'segment.ms': '1000' } });
      const observer = createObserver(client('perception'));
      const writtenAt = Date.now();
      await produce(topic, 0, [writtenAt]);
      const groupId = await commit(topic, [0]);
      let promisedUntil = 0;
      const lost = await waitUntil(
        { what: 'retention deletes the unread record', timeoutMs: 30_000 },
        async () => {
          await produce(topic, 0, [Date.now()]);
          const { at, groups, topics } = await observer.observeGroup(groupId);
          const seconds = groups[0]?.offsets[0]?.timeToDataLossSeconds ?? -1;
          if ((topics[0]?.partitions[0]?.logStartOffset ?? 0) > 0) return { seen: Date.now(), seconds };
          promisedUntil = Math.max(promisedUntil, at + seconds * 1000);
          return undefined;
        },
      );
      expect(promisedUntil).toBeGreaterThan(writtenAt + 4000);
      expect(lost.seen).toBeGreaterThanOrEqual(promisedUntil);
      expect(lost.seconds).toBe(0);
    });
  });
