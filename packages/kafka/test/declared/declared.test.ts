import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDeclaredSource } from '../../src/declared/declared.ts';

async function fileOf(text: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-declared-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const file = join(dir, 'declared.yaml');
  await writeFile(file, text);
  return file;
}

describe('declared', () => {
  test('declared - YAML and JSON say the same; numbers keep all their digits', async () => {
    const yaml = `
topics:
  orders:
    retention.ms: 9223372036854775807
    cleanup.policy: compact
    preallocate: false
    min.cleanable.dirty.ratio: 0.5
brokers:
  1: { log.cleaner.threads: 2 }
`;
    const json = `{"topics":{"orders":{"retention.ms":9223372036854775807,"cleanup.policy":"compact",
      "preallocate":false,"min.cleanable.dirty.ratio":"0.5"}},"brokers":{"1":{"log.cleaner.threads":"2"}}}`;
    const read = await createDeclaredSource(await fileOf(yaml)).read();
    expect(read).toEqual({
      topics: new Map([
        [
          'orders',
          new Map([
            ['retention.ms', '9223372036854775807'],
            ['cleanup.policy', 'compact'],
            ['preallocate', 'false'],
            ['min.cleanable.dirty.ratio', '0.5'],
          ]),
        ],
      ]),
      brokers: new Map([['1', new Map([['log.cleaner.threads', '2']])]]),
    });
    expect(await createDeclaredSource(await fileOf(json)).read()).toEqual(read);
  });

  test('declared - an empty file declares nothing', async () => {
    const declared = await createDeclaredSource(await fileOf('')).read();
    expect(declared).toEqual({ topics: new Map(), brokers: new Map() });
  });

  test('declared - it is read again when it has changed, and only then', async () => {
    const file = await fileOf('topics: {orders: {retention.ms: 1}}');
    const source = createDeclaredSource(file);
    const first = await source.read();
    expect(await source.read()).toBe(first);
    await writeFile(file, 'topics: {orders: {retention.ms: 2}}');
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    expect((await source.read()).topics.get('orders')?.get('retention.ms')).toBe('2');
  });

  test.each([
    ['topics: {orders: {retention.ms: [1]}}', 'topics.orders.retention.ms: not a text, number or boolean'],
    ['topics: {orders: compact}', 'topics.orders: '],
    ['brokers: {one: {log.cleaner.threads: 2}}', "brokers.one: not a broker's id"],
    ['topic: {}', 'topic'],
    ['topics: {orders: {a: 1, a: 2}}', 'Map keys must be unique'],
    ['topics: {', 'KAFKA_DECLARED_CONFIG: '],
  ])('declared - %s is refused with the field', async (text, problem) => {
    await expect(createDeclaredSource(await fileOf(text)).read()).rejects.toMatchObject({
      code: 'MESH_CONFIG_INVALID',
      message: expect.stringContaining(problem),
    });
  });

  test('declared - a file that is not there is named', async () => {
    await expect(createDeclaredSource('/nowhere/declared.yaml').read()).rejects.toMatchObject({
      code: 'MESH_CONFIG_INVALID',
      message: expect.stringContaining('/nowhere/declared.yaml'),
    });
  });
});
