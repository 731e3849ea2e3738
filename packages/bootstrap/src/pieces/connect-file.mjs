// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, publish } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { artifactWays, debianArtifactWay, fileName } from '../ways/artifact.mjs';
import { copyFromImage, dockerImpossible } from '../ways/docker.mjs';
import { kafkaJars } from './kafka-jars.mjs';

/** @typedef {import('../which.mjs').Env} Env */

const artifact = {
  group: 'org.apache.kafka',
  name: 'connect-file',
  version: '4.3.1',
  sha256: 'e330c491309d8f839f2abd7260c72a3687d6d82ecf2ba0f7699a46d41a46dcac',
};
const jar = fileName(artifact);

/** The jar of Kafka Connect's file connectors. Connect itself is among the jars of a broker and its tools. */
/** @type {import('../provide.mjs').Piece<string>} */
export const connectFile = {
  id: `connect-file-${artifact.version}`,
  what: {
    name: `Kafka Connect's file connectors ${artifact.version}`,
    why: 'The sandbox runs real connectors for the faults of Kafka Connect.',
    remedies: [
      'Install Maven (https://maven.apache.org; Debian: apt-get install maven) or start Docker, then run this again.',
      'Set SREMESH_MAVEN_REPOSITORY to the URL of a Maven repository to download it from.',
      `Set SREMESH_CONNECT_FILE to ${jar}.`,
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_CONNECT_FILE', env, existsSync, 'a file');
    if (named !== undefined) return named;
    const libs = kafkaJars.find(env);
    const candidates = [...(libs === undefined ? [] : [join(libs, jar)]), join(cached(env), jar)];
    return candidates.find((file) => existsSync(file));
  },
  ways: [
    ...artifactWays(artifact, (env) => cached(env)),
    {
      name: 'copy from the Docker image',
      impossible: dockerImpossible,
      get: (context) =>
        publish(cached(context.env), context.env, (dir) =>
          copyFromImage(
            `apache/kafka:${artifact.version}`,
            `/opt/kafka/libs/${jar}`,
            join(dir, jar),
            context,
          ),
        ),
    },
    debianArtifactWay(artifact, (env) => cached(env)),
  ],
};

/** @param {Env} env */
const cached = (env) => join(cacheRoot(env), `connect-file-${artifact.version}`);
