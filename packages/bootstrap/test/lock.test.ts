import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withLock } from '../src/lock.mjs';
import { startProgram, untilFile } from './support/program.ts';
import { temporaryDir } from './support/temporary.ts';

const holder = 'test/support/hold-lock.mjs';

describe('lock', () => {
  test('lock - two processes at once hold it by turns', async () => {
    const dir = temporaryDir();
    const log = join(dir, 'log');
    const args = [join(dir, 'lock'), log, '25'];
    const programs = [startProgram(holder, args), startProgram(holder, args)];
    for (const { ended, output } of programs) expect(await ended, output()).toBe(0);

    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2 * 2 * 25);
    for (let index = 0; index < lines.length; index += 2) {
      expect(lines[index + 1]).toBe(lines[index]?.replace('in', 'out'));
    }
    expect(existsSync(join(dir, 'lock'))).toBe(false);
  });

  test('lock - one whose holder was killed is taken over', async () => {
    const dir = temporaryDir();
    const lock = join(dir, 'lock');
    const { child, ended } = startProgram(holder, [lock, join(dir, 'log'), 'forever']);
    await untilFile(join(dir, 'log'));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(lock)).toBe(true);
    expect(await withLock(lock, async () => 'mine')).toBe('mine');
  });

  test('lock - one whose holder lives is waited for, and an interrupt ends the wait', async () => {
    const dir = temporaryDir();
    const lock = join(dir, 'lock');
    const { child } = startProgram(holder, [lock, join(dir, 'log'), 'forever']);
    await untilFile(join(dir, 'log'));
    const interrupt = new AbortController();
    const waiting = withLock(lock, async () => 'mine', {
      signal: interrupt.signal,
      onWait: ({ pid }) => interrupt.abort(new Error(`waited for ${pid}`)),
    });
    await expect(waiting).rejects.toThrow(`waited for ${child.pid}`);
  });

  test.runIf(process.platform === 'linux')(
    'lock - a pid that another process has now is no holder',
    async () => {
      const lock = join(temporaryDir(), 'lock');
      mkdirSync(lock);
      writeFileSync(
        join(lock, 'owner'),
        JSON.stringify({ pid: process.pid, startTicks: '1', host: hostname() }),
      );
      expect(await withLock(lock, async () => 'mine')).toBe('mine');
    },
  );
});
