import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAlive, startProgram, until, untilFile } from './support/program.ts';
import { pathOf, temporaryDir } from './support/temporary.ts';

const main = 'src/main.mjs';
const fakeJava = 'echo \'openjdk version "21.0.1" 2023-10-17\' >&2';
/** So that nothing is fetched: Kafka is the only server a start needs, and PATH has no way to get it. */
const NATS_URL = 'nats://127.0.0.1:1';

describe('bootstrap', () => {
  test('bootstrap - on a computer without anything it says what is missing, why, and three ways to get it', async () => {
    const env = { PATH: pathOf({}), SREMESH_CACHE: temporaryDir(), NATS_URL };
    const { ended, output } = startProgram(main, ['start'], env);
    expect(await ended).toBe(1);
    expect(output()).toContain('Missing: Java 17 or newer. The sandbox runs real Kafka brokers on it.');
    expect(output()).toContain('python3 is not on PATH');
    expect(output()).toMatch(/\n {2}1\. .+\n {2}2\. .+\n {2}3\. .+\n/);
    expect(output()).not.toMatch(/^\s+at .+:\d+:\d+/m);
  });

  test('bootstrap - a way that fails shows its last words', async () => {
    const PATH = pathOf({ java: fakeJava, mvn: 'echo no route to the repository; exit 3' });
    const { ended, output } = startProgram(main, ['start'], {
      PATH,
      SREMESH_CACHE: temporaryDir(),
      NATS_URL,
    });
    expect(await ended).toBe(1);
    expect(output()).toContain('Missing: Kafka 4.3.1.');
    expect(output()).toMatch(/fetch with Maven: mvn ended with code 3:\n\s+no route to the repository/);
  });

  test('bootstrap - an interrupt ends what is being fetched, lets go of the lock and leaves nothing', async () => {
    const cache = temporaryDir();
    const noted = join(temporaryDir(), 'pid');
    const PATH = pathOf({ java: fakeJava, mvn: `/bin/sleep 600 & echo $! > ${noted}; wait` });
    const { child, ended, output } = startProgram(main, ['start'], { PATH, SREMESH_CACHE: cache, NATS_URL });
    await untilFile(noted);
    await until(() => readFileSync(noted, 'utf8').endsWith('\n'), 'the pid is written');
    child.kill('SIGINT');
    expect(await ended, output()).toBe(130);
    const sleeper = Number(readFileSync(noted, 'utf8'));
    await until(() => !isAlive(sleeper), 'the grandchild is gone');
    expect(existsSync(join(cache, 'locks', 'kafka-4.3.1'))).toBe(false);
    expect(existsSync(join(cache, 'kafka-4.3.1'))).toBe(false);
  });

  test('bootstrap - an unknown command is bad usage', async () => {
    const { ended, output } = startProgram(main, ['strat']);
    expect(await ended).toBe(2);
    expect(output()).toContain('there is no command "strat"');
  });
});
