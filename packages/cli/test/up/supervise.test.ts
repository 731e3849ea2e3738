import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@sremesh/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { pauseAfter, supervise, type Ended, type ProcessSpec } from '../../src/up/supervise.ts';

const script = fileURLToPath(new URL('../support/child.ts', import.meta.url));
const timeoutMs = 15_000;

async function started(change: Partial<ProcessSpec> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-supervise-'));
  const ends: Ended[] = [];
  const child = supervise(
    {
      name: 'child',
      command: process.execPath,
      args: [script],
      env: { OUT: join(dir, 'out') },
      secrets: () => ({ PASSWORD: 'hunter2' }),
      logFile: join(dir, 'child.log'),
      ...change,
    },
    (ended) => void ends.push(ended),
  );
  onTestFinished(async () => {
    await child.stop();
    await rm(dir, { recursive: true });
  });
  /** Pids of those that have said what they were given. */
  const pids = async () =>
    (await readdir(dir)).flatMap((name) => (name.startsWith('out.') ? [Number(name.slice(4))] : []));
  const runs = () =>
    waitUntil({ what: 'the child runs', timeoutMs }, async () => {
      const { pid } = child;
      return pid !== undefined && (await pids()).includes(pid) ? pid : undefined;
    });
  return { child, dir, ends, runs };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('supervise - a killed process is started again, and its end is told', async () => {
  const { child, ends, runs } = await started();
  const first = await runs();
  process.kill(first, 'SIGKILL');
  await waitUntil(
    { what: 'another process', timeoutMs },
    () => child.pid !== undefined && child.pid !== first,
  );
  const second = await runs();
  expect(second).not.toBe(first);
  expect(ends).toMatchObject([{ name: 'child', signal: 'SIGKILL' }]);
  expect(child.restarts).toBe(1);
});

test('supervise - after stop nothing runs and nothing is started', async () => {
  const { child, ends, runs } = await started();
  const pid = await runs();
  await child.stop();
  expect(isAlive(pid)).toBe(false);
  expect(child.pid).toBeUndefined();
  expect(ends).toEqual([]);
});

test('supervise - a process that cannot start is tried again, and stop ends that too', async () => {
  const { child, ends } = await started({ command: '/no/such/program' });
  await waitUntil({ what: 'two ends', timeoutMs }, () => ends.length >= 2);
  await child.stop();
  const told = ends.length;
  expect(child.pid).toBeUndefined();
  expect(ends.length).toBe(told);
});

test('supervise - secrets reach the process, and are in no environment or argument that others can read', async () => {
  const { dir, runs } = await started();
  const pid = await runs();
  const given = JSON.parse(await readFile(join(dir, `out.${pid}`), 'utf8'));
  expect(given.secrets).toEqual({ PASSWORD: 'hunter2' });
  expect(await readFile(`/proc/${pid}/environ`, 'latin1')).not.toContain('hunter2');
  expect(await readFile(`/proc/${pid}/cmdline`, 'latin1')).not.toContain('hunter2');
  expect(Object.keys(given.env).toSorted()).toEqual(['OUT', 'PWD', 'SREMESH_SECRETS_FD']);
});

test('supervise - pauses grow with the failures, differ, and are bounded', () => {
  const pauses = (failures: number) => Array.from({ length: 200 }, () => pauseAfter(failures));
  expect(Math.max(...pauses(1))).toBeLessThanOrEqual(100);
  expect(Math.min(...pauses(5))).toBeGreaterThanOrEqual(800);
  expect(Math.max(...pauses(1000))).toBeLessThanOrEqual(30_000);
  expect(new Set(pauses(3)).size).toBeGreaterThan(100);
});
