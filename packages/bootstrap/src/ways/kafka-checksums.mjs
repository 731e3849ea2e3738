// @ts-check
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkSha256, download } from './download.mjs';

/** Lines of `sha256  path`, the path as in a Maven repository. */
const listFile = new URL('../kafka-4.3.1.sha256', import.meta.url);
const atOnce = 6;

/**
 * The jars of a broker, by file name.
 * @returns {Promise<Map<string, { path: string, sha256: string }>>}
 */
async function expectedJars() {
  const lines = (await readFile(listFile, 'utf8')).trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [sha256 = '', path = ''] = line.split(/\s+/);
      return [basename(path), { path, sha256 }];
    }),
  );
}

/**
 * Refuses a directory that has not exactly the jars of the list, byte for byte.
 * @param {string} dir
 */
export async function checkJars(dir) {
  const expected = await expectedJars();
  const found = await readdir(dir);
  const extra = found.filter((name) => !expected.has(name));
  const absent = [...expected.keys()].filter((name) => !found.includes(name));
  if (extra.length > 0) throw new Error(`${dir} has files that are not Kafka's: ${extra.join(', ')}`);
  if (absent.length > 0) throw new Error(`${dir} lacks ${absent.join(', ')}`);
  for (const [name, { sha256 }] of expected) await checkSha256(join(dir, name), sha256);
}

/**
 * @param {string} repository URL of a repository in Maven's layout
 * @param {string} dir
 * @param {AbortSignal} signal
 */
export async function downloadJars(repository, dir, signal) {
  const jars = [...(await expectedJars())];
  const base = repository.replace(/\/+$/, '');
  const worker = async () => {
    for (let jar = jars.pop(); jar !== undefined; jar = jars.pop()) {
      const [name, { path, sha256 }] = jar;
      await download(`${base}/${path}`, join(dir, name), sha256, signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
