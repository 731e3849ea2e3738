import { randomBytes } from 'node:crypto';
import { tools } from '@sremesh/contracts';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultPart, ResultStore } from '../../src/results/result-store.ts';
import { uniqueName, type TestCluster } from '../support/cluster.ts';
import { handlersOf } from './handlers.ts';

/** A page of topics. */
const asked = { internal: false, limit: 1000 };
/** A page of partitions. */
const every = { onlyLeaderSkew: false, onlyUnhealthy: false, limit: 1000 };

const many = 300;
const name = (prefix: string, index: number): string => `${prefix}${String(index).padStart(3, '0')}`;

/** Keeps one answer, in parts of `size`. */
function keeping(size: number) {
  let kept: { tool: string; observedAt: string; items: readonly unknown[] } | undefined;
  const claim = randomBytes(16).toString('hex');
  const store: ResultStore = {
    put: (result) => {
      kept = result;
      return Promise.resolve(claim);
    },
    get: (wanted, part) => {
      const items = kept?.items.slice(part * size, (part + 1) * size) ?? [];
      if (kept === undefined || wanted !== claim || items.length === 0) return Promise.resolve(undefined);
      const { tool, observedAt } = kept;
      const found: ResultPart = { tool, observedAt, part, parts: Math.ceil(kept.items.length / size), items };
      return Promise.resolve(found);
    },
  };
  return store;
}

export const pagingSuite = (cluster: () => TestCluster) =>
  describe('pages', () => {
    const prefix = uniqueName('many');
    const create = (topics: readonly string[]) =>
      cluster().kafka.withAdmin((admin) =>
        admin.createTopics({
          topics: topics.map((topic) => ({ topic, numPartitions: 1, replicationFactor: 1 })),
          waitForLeaders: false,
        }),
      );
    const remove = (topics: string[]) => cluster().kafka.withAdmin((admin) => admin.deleteTopics({ topics }));

    beforeAll(async () => {
      await create(Array.from({ length: many }, (_, index) => name(prefix, index)));
      const { tools: read } = handlersOf(cluster().client('perception'));
      await waitUntil({ what: 'every topic has a leader', timeoutMs: 30_000 }, async () => {
        const { topics, total } = await read.list_topics({ ...asked, prefix });
        return total === many && topics.every(({ offline }) => offline === 0);
      });
    }, 60_000);
    afterAll(() => remove(Array.from({ length: many }, (_, index) => name(prefix, index))));

    it('list_topics - pages through all of them, each once, while others come and go', async () => {
      const read = handlersOf(cluster().client('perception')).tools;
      const names = async (): Promise<string[]> =>
        (await read.list_topics({ ...asked, prefix })).topics.map((topic) => topic.name);
      const [coming, going] = [`${prefix}0`, name(prefix, 250)];
      const input = { ...asked, limit: 70, prefix };
      const first = tools.list_topics.output.parse(await read.list_topics(input));
      expect(first).toMatchObject({ total: many, claim: null, visibility: { complete: true, note: null } });
      await remove([going]);
      await create([coming]);
      await waitUntil({ what: 'the topics came and went', timeoutMs: 20_000 }, async () => {
        const now = await names();
        return now.includes(coming) && !now.includes(going);
      });
      const seen = [...first.topics];
      for (let cursor = first.nextCursor; cursor !== null;) {
        const page = await read.list_topics({ ...input, cursor });
        seen.push(...page.topics);
        cursor = page.nextCursor;
      }
      const expected = Array.from({ length: many }, (_, index) => name(prefix, index));
      expect(seen.map((topic) => topic.name)).toEqual(expected.filter((topic) => topic !== going));
      await remove([coming]);
      await create([going]);
    });

    it('list_topics - gives a claim for what does not fit the page, and fetch_result all of it', async () => {
      const results = keeping(120);
      const read = handlersOf(cluster().client('perception'), results).tools;
      const first = await read.list_topics({ ...asked, limit: 10, prefix });
      const claim = first.claim ?? '';
      const parts = await Promise.all([0, 1, 2].map((part) => read.fetch_result({ claim, part })));
      const items = parts.flatMap((part) => tools.fetch_result.output.parse(part).items);
      expect(items.slice(0, 10)).toEqual(first.topics);
      expect(items).toHaveLength(first.total);
      expect(parts[0]).toMatchObject({ tool: 'list_topics', observedAt: first.observedAt, parts: 3 });
      const cursor = first.nextCursor ?? '';
      expect((await read.list_topics({ ...asked, limit: 10, prefix, cursor })).claim).toBeNull();
      expect((await read.list_topics({ ...asked, prefix })).claim).toBeNull();
      await expect(read.fetch_result({ claim, part: 3 })).rejects.toThrow(/^part: 3 is behind the last, 2$/);
      await expect(read.fetch_result({ claim: '0'.repeat(32), part: 0 })).rejects.toMatchObject({
        code: 'MESH_EXPIRED',
      });
    });

    it('listing tools - refuse a cursor that is none of theirs', async () => {
      const read = handlersOf(cluster().client('perception')).tools;
      const { nextCursor } = await read.list_topics({ ...asked, limit: 1, prefix });
      for (const cursor of ['', 'x', Buffer.from('["list_topics"]').toString('base64url')])
        await expect(read.list_topics({ ...asked, cursor })).rejects.toMatchObject({
          code: 'MESH_TOOL_FAILED',
          message: expect.stringMatching(/^cursor: /),
        });
      const foreign = read.describe_topics({ ...every, cursor: nextCursor ?? '' });
      await expect(foreign).rejects.toThrow(/^cursor: none that describe_topics gave/);
    });

    it('list_topics and describe_topics - take every name that Kafka takes', async () => {
      const odd = [
        `${prefix}.ABCxyz019._-`,
        `.${prefix}`,
        `_${prefix}-.`,
        `-${prefix}..a`,
        `${prefix}${'z'.repeat(249 - prefix.length)}`,
      ];
      await create(odd);
      const read = handlersOf(cluster().client('perception')).tools;
      await waitUntil({ what: 'the topics have leaders', timeoutMs: 20_000 }, async () => {
        const { topics } = await read.list_topics(asked);
        return odd.every((topic) => topics.some((seen) => seen.name === topic && seen.offline === 0));
      });
      const input = tools.describe_topics.input.parse({ topics: odd });
      const { partitions } = await read.describe_topics(input);
      expect(new Set(partitions.map(({ topic }) => topic))).toEqual(new Set(odd));
      const longest = await read.list_topics({ ...asked, prefix: odd[4], limit: 1 });
      expect(longest).toMatchObject({ total: 1, topics: [{ name: odd[4] }] });
      await remove(odd);
    });
  });
