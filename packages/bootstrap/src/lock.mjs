// @ts-check
// A lock between processes of one user: the directory at `path` exists while somebody holds it, and its file `owner`
// says who. Invariants:
// 1. A lock appears complete: the directory is filled aside and renamed, which fails when a filled one is there.
// 2. Only its owner, or a breaker that holds `path.break`, removes it.
// 3. A lock is stale when its owner was on this host and is gone, or on another host and stopped touching it.
// The lock only saves double work: what is built under it is renamed into place, so a lock lost harms nothing.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {{ pid: number, startTicks: string | null, host: string }} Owner
 * @typedef {object} LockOptions
 * @property {AbortSignal} [signal]
 * @property {(owner: Owner) => void} [onWait] Called once when somebody else holds the lock
 * @property {number} [waitMs] Default 20 minutes: as long as the slowest build of a piece may take
 */

const touchEveryMs = 5_000;
const foreignStaleMs = 60_000;
const breakerStaleMs = 10_000;

/**
 * Runs `work` while this process holds the lock at `path`.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {LockOptions} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { signal, onWait, waitMs = 20 * 60_000 } = {}) {
  await mkdir(dirname(path), { recursive: true });
  const deadline = Date.now() + waitMs;
  let told = false;
  while (!(await take(path))) {
    signal?.throwIfAborted();
    const owner = await readOwner(path);
    if (owner && (await isStale(path, owner))) {
      await breakStale(path);
      continue;
    }
    if (owner && !told) onWait?.(owner);
    told ||= owner !== undefined;
    if (Date.now() > deadline) {
      throw new Error(
        `${path} is held by process ${owner?.pid} on ${owner?.host} for too long; end that process, then run this again`,
      );
    }
    await sleep(50 + Math.random() * 100);
  }
  const touching = setInterval(() => void touch(path), touchEveryMs);
  touching.unref();
  try {
    return await work();
  } finally {
    clearInterval(touching);
    await remove(path);
  }
}

/**
 * In one step: a directory emptied in place could be taken by another before it is gone.
 * @param {string} path
 */
async function remove(path) {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** @param {string} path */
async function take(path) {
  const aside = `${path}.${randomUUID()}`;
  await mkdir(aside);
  /** @type {Owner} */
  const owner = { pid: process.pid, startTicks: startTicks(process.pid), host: hostname() };
  await writeFile(join(aside, 'owner'), JSON.stringify(owner));
  try {
    await rename(aside, path);
    return true;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} path @returns {Promise<Owner | undefined>} undefined when the lock has just been released */
async function readOwner(path) {
  try {
    return JSON.parse(await readFile(join(path, 'owner'), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** @param {string} path @param {Owner} owner */
async function isStale(path, owner) {
  if (owner.host === hostname()) return !isRunning(owner);
  return (await ageMs(path)) > foreignStaleMs;
}

/** @param {Owner} owner */
function isRunning({ pid, startTicks: ticks }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
  return ticks === null || ticks === startTicks(pid);
}

/**
 * When a process started, which tells it from a later one with the same pid; null where the system does not say.
 * @param {number} pid
 */
function startTicks(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** @param {string} path */
async function breakStale(path) {
  const breaker = `${path}.break`;
  if (!(await take(breaker))) {
    if ((await ageMs(breaker)) > breakerStaleMs) await remove(breaker);
    await sleep(20);
    return;
  }
  try {
    const owner = await readOwner(path);
    if (owner && (await isStale(path, owner))) await remove(path);
  } finally {
    await remove(breaker);
  }
}

/** @param {string} path */
async function ageMs(path) {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** @param {string} path */
async function touch(path) {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** @param {unknown} error @param {string} code */
const hasCode = (error, code) => error instanceof Error && 'code' in error && error.code === code;
