import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheRoot, publish } from '../src/cache.mjs';
import { temporaryDir } from './support/temporary.ts';

describe('cache', () => {
  test('cache - its place follows SREMESH_CACHE, then XDG_CACHE_HOME, then the home directory', () => {
    expect(cacheRoot({ SREMESH_CACHE: '/a', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/a');
    expect(cacheRoot({ SREMESH_CACHE: '', XDG_CACHE_HOME: '/b', HOME: '/c' })).toBe('/b/sremesh');
    expect(cacheRoot({ HOME: '/c' })).toBe('/c/.cache/sremesh');
  });

  test('cache - a build that fails changes nothing; one that succeeds replaces the whole', async () => {
    const env = { SREMESH_CACHE: temporaryDir() };
    const target = join(env.SREMESH_CACHE, 'piece', 'libs');
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'old'), '');
    const failing = publish(target, env, async (dir) => {
      writeFileSync(join(dir, 'half'), '');
      throw new Error('stopped halfway');
    });
    await expect(failing).rejects.toThrow('stopped halfway');
    expect(readdirSync(target)).toEqual(['old']);

    await publish(target, env, async (dir) => writeFileSync(join(dir, 'new'), 'whole'));
    expect(readdirSync(target)).toEqual(['new']);
    expect(readFileSync(join(target, 'new'), 'utf8')).toBe('whole');
    expect(readdirSync(join(env.SREMESH_CACHE, 'tmp'))).toEqual([]);
  });

  test('cache - what a killed build of the same piece left behind is swept', async () => {
    const env = { SREMESH_CACHE: temporaryDir() };
    const left = join(env.SREMESH_CACHE, 'tmp', 'piece-Xy12ab');
    const others = join(env.SREMESH_CACHE, 'tmp', 'other-Xy12ab');
    for (const dir of [left, others]) mkdirSync(dir, { recursive: true });
    await publish(join(env.SREMESH_CACHE, 'piece'), env, async () => undefined);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(others)).toBe(true);
  });
});
