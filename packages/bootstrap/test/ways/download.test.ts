import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkJars, downloadJars } from '../../src/ways/kafka-checksums.mjs';
import { download } from '../../src/ways/download.mjs';
import { temporaryDir } from '../support/temporary.ts';

const { signal } = new AbortController();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A repository in which every path holds the same text, except `/none`. */
async function repository(text: string): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/none' ? 404 : 200;
    response.end(text);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await once(server.close(), 'close');
  return port;
}

describe('download', () => {
  test('download - the expected content is kept, another is refused', async () => {
    const url = await repository('a jar');
    const file = join(temporaryDir(), 'file');
    await download(`${url}/x`, file, sha256('a jar'), signal);
    await expect(download(`${url}/x`, file, sha256('the jar'), signal)).rejects.toThrow(
      /damaged or not the real one/,
    );
  });

  test('download - an address that has nothing, or nobody, is named', async () => {
    const url = await repository('');
    const file = join(temporaryDir(), 'file');
    await expect(download(`${url}/none`, file, '', signal)).rejects.toThrow(`${url}/none: HTTP status 404`);
    const nobody = `http://127.0.0.1:${await closedPort()}/x`;
    await expect(download(nobody, file, '', signal)).rejects.toThrow(`${nobody}: connect ECONNREFUSED`);
    expect(existsSync(file)).toBe(false);
  });

  test('download - a repository with other jars than the committed list is refused', async () => {
    const url = await repository('something else');
    await expect(downloadJars(url, temporaryDir(), signal)).rejects.toThrow(
      /\.jar has sha256 .* is expected/,
    );
  });

  test('download - a directory with a jar too many or too few is refused', async () => {
    const dir = join(temporaryDir(), 'libs');
    mkdirSync(dir);
    await expect(checkJars(dir)).rejects.toThrow(/lacks .*kafka_2\.13-4\.3\.1\.jar/);
    writeFileSync(join(dir, 'evil.jar'), '');
    await expect(checkJars(dir)).rejects.toThrow("files that are not Kafka's: evil.jar");
  });
});
