// @ts-check
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot, publish } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { aptImpossible, aptInstall } from '../ways/apt.mjs';
import { copyFromImage, dockerImpossible } from '../ways/docker.mjs';
import { checkJars, downloadJars } from '../ways/kafka-checksums.mjs';
import { copyByMaven, mavenImpossible } from '../ways/maven.mjs';
import { which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */
/** @typedef {import('../provide.mjs').Context} Context */

const version = '4.3.1';
const repositoryVariable = 'SREMESH_MAVEN_REPOSITORY';

/** The directory of a broker's jars. */
/** @type {import('../provide.mjs').Piece<string>} */
export const kafkaJars = {
  id: `kafka-${version}`,
  what: {
    name: `Kafka ${version}`,
    why: 'The sandbox runs three real brokers of it.',
    remedies: [
      'Install Maven (https://maven.apache.org; Debian: apt-get install maven) or start Docker, then run this again.',
      `Unpack Kafka 4.3 (https://kafka.apache.org/downloads) and set KAFKA_HOME to it, or set ${repositoryVariable} to the URL of a Maven repository to download from.`,
      'Use your own Kafka: set KAFKA_BROKERS=host:port.',
    ],
  },
  find(env) {
    const named = fromVariable(
      'SREMESH_KAFKA_LIBS',
      env,
      hasBroker,
      'a directory with the jars of Kafka 4.3',
    );
    if (named !== undefined) return named;
    const home = env['KAFKA_HOME'];
    const script = which('kafka-server-start.sh', env);
    const candidates = [
      home ? join(home, 'libs') : undefined,
      script === undefined ? undefined : join(dirname(dirname(realpathSync(script))), 'libs'),
      cachedLibs(env),
    ];
    return candidates.find((dir) => dir !== undefined && hasBroker(dir));
  },
  ways: [
    {
      name: 'fetch with Maven',
      impossible: mavenImpossible,
      get: fetchByMaven,
    },
    {
      name: 'copy from the Docker image',
      impossible: dockerImpossible,
      get: (context) =>
        publish(cachedLibs(context.env), context.env, (dir) =>
          copyFromImage(`apache/kafka:${version}`, '/opt/kafka/libs/.', dir, context),
        ),
    },
    {
      name: `download from ${repositoryVariable}`,
      impossible: (env) => (env[repositoryVariable] ? undefined : 'it is not set'),
      get: ({ env, signal }) =>
        publish(cachedLibs(env), env, async (dir) => {
          await downloadJars(env[repositoryVariable] ?? '', dir, signal);
          await checkJars(dir);
        }),
    },
    {
      name: "fetch with Debian's Maven",
      impossible: aptImpossible,
      get: async (context, step) => {
        await aptInstall(['maven'], context);
        await fetchByMaven(context, step);
      },
    },
  ],
};

/** @type {import('../provide.mjs').Way['get']} */
function fetchByMaven(context) {
  return publish(cachedLibs(context.env), context.env, async (dir) => {
    await copyByMaven(version, dir, context);
    await checkJars(dir);
  });
}

/** @param {string} dir */
function hasBroker(dir) {
  try {
    return readdirSync(dir).some((name) => /^kafka_2\.13-4\.3\.\d+\.jar$/.test(name));
  } catch {
    return false;
  }
}

/** @param {Env} env */
const cachedLibs = (env) => join(cacheRoot(env), `kafka-${version}`, 'libs');
