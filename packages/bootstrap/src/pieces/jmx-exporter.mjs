// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { artifactWays, fileName } from '../ways/artifact.mjs';

/** @typedef {import('../which.mjs').Env} Env */

const artifact = {
  group: 'io.prometheus.jmx',
  name: 'jmx_prometheus_javaagent',
  version: '1.0.1',
  sha256: '7d61f737fd661610ccc14aea79764faa1ea94a340cbc8f0029b3d2edea3d80c1',
};
const { version } = artifact;
const jar = fileName(artifact);

/** The Java agent that lets a broker tell its metrics over HTTP. */
/** @type {import('../provide.mjs').Piece<string>} */
export const jmxExporter = {
  id: `jmx-exporter-${version}`,
  what: {
    name: `Prometheus JMX exporter ${version}`,
    why: "The sandbox's brokers run without metrics: throttled clients and refused logins are not seen there.",
    remedies: [
      'Install Maven (https://maven.apache.org; Debian: apt-get install maven), then run this again.',
      'Set SREMESH_MAVEN_REPOSITORY to the URL of a Maven repository to download it from.',
      `Set SREMESH_JMX_EXPORTER to ${jar}.`,
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_JMX_EXPORTER', env, existsSync, 'a file');
    if (named !== undefined) return named;
    const file = join(cached(env), jar);
    return existsSync(file) ? file : undefined;
  },
  ways: artifactWays(artifact, (env) => cached(env)),
};

/** @param {Env} env */
const cached = (env) => join(cacheRoot(env), `jmx-exporter-${version}`);
