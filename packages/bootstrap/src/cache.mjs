// @ts-check
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** @typedef {import('./which.mjs').Env} Env */

/**
 * The directory of everything fetched or built once per user: a folder per piece and version.
 * @param {Env} env
 */
export function cacheRoot(env) {
  if (env['SREMESH_CACHE']) return resolve(env['SREMESH_CACHE']);
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'sremesh');
}

/**
 * Builds a directory aside and renames it into place, so that a path in the cache is complete whenever it exists.
 * The caller holds the piece's lock: what stands at `target`, and what killed runs left aside, is replaced.
 * @param {string} target
 * @param {Env} env
 * @param {(dir: string) => Promise<void>} build
 */
export async function publish(target, env, build) {
  const aside = join(cacheRoot(env), 'tmp');
  const prefix = `${target.slice(cacheRoot(env).length + 1).replaceAll(/[^\w.-]+/g, '_')}-`;
  await mkdir(aside, { recursive: true });
  for (const left of await readdir(aside)) {
    if (left.startsWith(prefix)) await removeTree(join(aside, left));
  }
  const work = await mkdtemp(join(aside, prefix));
  try {
    const fresh = join(work, 'new');
    await mkdir(fresh);
    await build(fresh);
    await mkdir(dirname(target), { recursive: true });
    await rename(target, join(work, 'old')).catch(ignoreAbsence);
    await rename(fresh, target);
  } finally {
    await removeTree(work);
  }
}

/** @param {string} dir */
const removeTree = (dir) => rm(dir, { recursive: true, force: true, maxRetries: 3 });

/** @param {unknown} error */
function ignoreAbsence(error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
