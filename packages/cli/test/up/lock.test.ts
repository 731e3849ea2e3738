import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { homeAt, makeHome } from '../../src/home.ts';
import { takeLock } from '../../src/up/lock.ts';

async function home() {
  const made = homeAt(await mkdtemp(join(tmpdir(), 'sremesh-lock-')));
  onTestFinished(() => rm(made.dir, { recursive: true }));
  await makeHome(made);
  return made;
}

test('lock - a second up is refused with the pid and two ways out', async () => {
  const here = await home();
  await takeLock(here);
  const refused = takeLock(here);
  await expect(refused).rejects.toThrow(`pid ${process.pid}`);
  await expect(refused).rejects.toMatchObject({
    remedy: expect.stringMatching(new RegExp(`kill ${process.pid}.*SREMESH_HOME=`)),
  });
});

test('lock - given back, it can be taken again', async () => {
  const here = await home();
  const giveBack = await takeLock(here);
  await giveBack();
  await (
    await takeLock(here)
  )();
});

test('lock - one whose process is gone is taken over', async () => {
  const here = await home();
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(here.lock, JSON.stringify({ pid: child.pid, born: '1' }));
  await takeLock(here);
  expect(await readFile(here.lock, 'utf8')).toContain(`"pid":${process.pid}`);
});

test('lock - one whose pid another process has by now is taken over', async () => {
  const here = await home();
  await writeFile(here.lock, JSON.stringify({ pid: process.ppid, born: 'long ago' }));
  await takeLock(here);
});

test('lock - of many at once, one gets it', async () => {
  const here = await home();
  const taken = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(here)));
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
