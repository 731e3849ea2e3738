// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, publish } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { checkSha256, download } from '../ways/download.mjs';
import { copyArtifactByMaven, mavenImpossible } from '../ways/maven.mjs';

/** @typedef {import('../which.mjs').Env} Env */

const version = '1.0.1';
const jar = `jmx_prometheus_javaagent-${version}.jar`;
const sha256 = '7d61f737fd661610ccc14aea79764faa1ea94a340cbc8f0029b3d2edea3d80c1';
const repositoryVariable = 'SREMESH_MAVEN_REPOSITORY';

/** The Java agent that lets a broker tell its metrics over HTTP. */
/** @type {import('../provide.mjs').Piece<string>} */
export const jmxExporter = {
  id: `jmx-exporter-${version}`,
  what: {
    name: `Prometheus JMX exporter ${version}`,
    why: "The sandbox's brokers run without metrics: throttled clients and refused logins are not seen there.",
    remedies: [
      'Install Maven (https://maven.apache.org; Debian: apt-get install maven), then run this again.',
      `Set ${repositoryVariable} to the URL of a Maven repository to download it from.`,
      `Set SREMESH_JMX_EXPORTER to ${jar}.`,
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_JMX_EXPORTER', env, existsSync, 'a file');
    if (named !== undefined) return named;
    const file = join(cached(env), jar);
    return existsSync(file) ? file : undefined;
  },
  ways: [
    {
      name: 'fetch with Maven',
      impossible: mavenImpossible,
      get: (context) =>
        publish(cached(context.env), context.env, async (dir) => {
          await copyArtifactByMaven(`io.prometheus.jmx:jmx_prometheus_javaagent:${version}`, dir, context);
          await checkSha256(join(dir, jar), sha256);
        }),
    },
    {
      name: `download from ${repositoryVariable}`,
      impossible: (env) => (env[repositoryVariable] ? undefined : 'it is not set'),
      get: ({ env, signal }) =>
        publish(cached(env), env, (dir) => {
          const base = (env[repositoryVariable] ?? '').replace(/\/+$/, '');
          const path = `io/prometheus/jmx/jmx_prometheus_javaagent/${version}/${jar}`;
          return download(`${base}/${path}`, join(dir, jar), sha256, signal);
        }),
    },
  ],
};

/** @param {Env} env */
const cached = (env) => join(cacheRoot(env), `jmx-exporter-${version}`);
