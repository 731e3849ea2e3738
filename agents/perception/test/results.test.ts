import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultStore } from '../src/results.ts';

const log = pino({ level: 'silent' });
const observedAt = '2026-01-01T00:00:00.000Z';
let running: TestMesh;
beforeAll(async () => {
  running = await startTestMesh(['default']);
});
afterAll(() => running.close());

const replica = async () => createResultStore(await running.connect('perception'), log);

const topics = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `topic-${index}-${'ü'.repeat(100)}`,
    partitions: index,
  }));

describe('results', () => {
  it('give another replica the whole answer, part by part, in order', async () => {
    const [one, other] = [await replica(), await replica()];
    const items = topics(5000);
    const claim = await one.put({ tool: 'list_topics', observedAt, items });
    expect(claim).toMatch(/^[0-9a-f]{32}$/);
    const first = await other.get(claim ?? '', 0);
    expect(first).toMatchObject({ tool: 'list_topics', observedAt, part: 0, parts: 3 });
    const parts = await Promise.all([0, 1, 2].map((part) => other.get(claim ?? '', part)));
    expect(parts.flatMap((part) => part?.items)).toEqual(items);
    for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(512 * 1024);
    expect(await other.get(claim ?? '', 3)).toBeUndefined();
  });

  it('know nothing of a claim that nobody was given', async () => {
    expect(await (await replica()).get('0'.repeat(32), 0)).toBeUndefined();
  });

  it('keep nothing of an answer that is too much to keep', async () => {
    const items = Array(17).fill('x'.repeat(1024 * 1024));
    expect(await (await replica()).put({ tool: 'list_topics', observedAt, items })).toBeNull();
  });

  it('say that one item was too large for NATS by keeping nothing', async () => {
    const items = ['x'.repeat(2 * 1024 * 1024)];
    expect(await (await replica()).put({ tool: 'list_topics', observedAt, items })).toBeNull();
  });
});
