import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plainEnvironment, spawnTethered, type TetheredOptions } from '../../src/process/tethered.ts';
import { waitUntil } from '../../src/process/wait-until.ts';
import { alive, groupMembers } from '../support/alive.ts';
import { runParent } from '../support/run-parent.ts';
import { testDir } from '../support/temp-dir.ts';

const shell = (script: string, options: Partial<TetheredOptions> = {}) =>
  spawnTethered('/bin/sh', ['-c', script], { env: plainEnvironment(), output: 'inherit', ...options });

const gone = (group: number) =>
  waitUntil({ what: `group ${group} gone`, timeoutMs: 5000 }, () => groupMembers(group).length === 0);

const pids = (told: unknown): number[] => (Array.isArray(told) ? told.map(Number) : []);

describe('tethered - the child is the program itself', () => {
  test('its exit code and its signal are seen', async () => {
    expect(await shell('exit 7').exited).toEqual({ code: 7, signal: null });
    expect(await shell('kill -9 $$').exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('a program that does not exist exits with 127', async () => {
    const dir = await testDir();
    const file = join(dir, 'log');
    const child = spawnTethered('/no/such/program', [], { env: plainEnvironment(), output: { file } });
    expect((await child.exited).code).toBe(127);
    expect(await readFile(file, 'utf8')).toContain('/no/such/program');
  });

  test('it sees only the environment it is given, and its log is private', async () => {
    const file = join(await testDir(), 'log');
    await shell('env', { env: { GREETING: 'hello' }, output: { file } }).exited;
    const log = await readFile(file, 'utf8');
    expect(log).toContain('GREETING=hello');
    expect(log).not.toContain('HOME=');
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('it reads what it is given on its stdin, and then the end', async () => {
    const file = join(await testDir(), 'log');
    await shell('cat; echo " and no more"', { output: { file }, stdin: 'a secret' }).exited;
    expect(await readFile(file, 'utf8')).toBe('a secret and no more\n');
  });

  test('messages go both ways over the IPC channel', async () => {
    const echo = spawnTethered(
      process.execPath,
      ['-e', 'process.once("message", (m) => process.send(m, () => process.exit(3)))'],
      { env: plainEnvironment(), output: 'inherit', ipc: true },
    );
    const answer = new Promise((resolve) => {
      echo.child.once('message', resolve);
    });
    echo.child.send({ hello: 1 });
    expect(await answer).toEqual({ hello: 1 });
    expect((await echo.exited).code).toBe(3);
  });
});

describe('tethered - stopping', () => {
  test('SIGTERM lets the program end in its own way', async () => {
    const file = join(await testDir(), 'log');
    const child = shell('trap "exit 5" TERM; echo up; while :; do sleep 0.05; done', { output: { file } });
    await waitUntil({ what: 'trap set', timeoutMs: 5000 }, async () =>
      (await readFile(file, 'utf8')).includes('up'),
    );
    expect(await child.stop()).toEqual({ code: 5, signal: null });
    expect(child.running).toBe(false);
  });

  test('a program that will not listen is killed after the grace', async () => {
    const file = join(await testDir(), 'log');
    const child = shell('trap "" TERM; echo up; while :; do sleep 0.05; done', { output: { file } });
    await waitUntil({ what: 'trap set', timeoutMs: 5000 }, async () =>
      (await readFile(file, 'utf8')).includes('up'),
    );
    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
    await gone(child.pid);
  });

  test('what a program leaves behind goes when it goes', async () => {
    const child = shell('sleep 600 & exit 0');
    expect(await child.exited).toEqual({ code: 0, signal: null });
    await gone(child.pid);
  });
});

describe('tethered - the parent goes', () => {
  test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('by %s: nothing is left', async (signal) => {
    const { parent, told } = await runParent('tethering-parent.ts');
    const groups = pids(told);
    expect(groups).toHaveLength(3);
    expect(groups.every((pid) => alive(pid))).toBe(true);
    // As the terminal does it: to the whole group of the parent, which the children are not in.
    process.kill(-(parent.pid ?? 0), signal);
    await Promise.all(groups.map(gone));
  });
});

describe('tethered - the watcher goes', () => {
  test('the program is not left running untethered', async () => {
    const child = shell('exec sleep 600');
    const watcher = await waitUntil({ what: 'watcher', timeoutMs: 5000 }, () => childOf(child.pid));
    process.kill(watcher, 'SIGKILL');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await gone(child.pid);
  });
});

async function childOf(pid: number): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]) || undefined;
}
