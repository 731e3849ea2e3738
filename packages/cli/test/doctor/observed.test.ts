import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConnect, checkDeclared, checkMetrics, checkRegistry } from '../../src/doctor/observed.ts';

/** Something that is neither Connect nor a registry nor an exporter. */
const stranger = createServer((_request, response) => response.end('<html>hello</html>'));
let url: string;
let dir: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  dir = await mkdtemp(join(tmpdir(), 'sremesh-doctor-'));
});
afterAll(async () => {
  stranger.close();
  await rm(dir, { recursive: true, force: true });
});

const all = [
  ['KAFKA_METRICS_URLS', checkMetrics],
  ['KAFKA_CONNECT_URL', checkConnect],
  ['SCHEMA_REGISTRY_URL', checkRegistry],
] as const;

describe('doctor - what is read besides Kafka', () => {
  it.each([...all, ['KAFKA_DECLARED_CONFIG', checkDeclared] as const])(
    'says what is not seen without %s',
    async (name, check) => {
      expect(await check({})).toMatch(new RegExp(`^${name} is not set: .* not seen$`));
    },
  );

  it.each(all)('names %s where something else answers there', async (name, check) => {
    await expect(check({ [name]: url })).rejects.toThrow(new RegExp(name));
  });

  it.each(all)('names %s where nothing answers', async (name, check) => {
    await expect(check({ [name]: 'http://127.0.0.1:9' })).rejects.toThrow(new RegExp(name));
  });

  it('counts what is declared, and names what is wrong in the file', async () => {
    const file = join(dir, 'declared.yaml');
    await writeFile(file, 'topics:\n  orders:\n    retention.ms: "60000"\n');
    expect(await checkDeclared({ KAFKA_DECLARED_CONFIG: file })).toBe('declares 1 topics and 0 brokers');
    await writeFile(file, 'topics: [orders]\n');
    await expect(checkDeclared({ KAFKA_DECLARED_CONFIG: file })).rejects.toThrow(/topics/);
  });
});
