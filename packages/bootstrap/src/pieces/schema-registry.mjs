// @ts-check
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { run } from '../run.mjs';
import { artifactWays, debianArtifactWay, fileName } from '../ways/artifact.mjs';

/** @typedef {import('../which.mjs').Env} Env */

const artifact = {
  group: 'io.apicurio',
  name: 'apicurio-registry-app',
  version: '2.6.13.Final',
  packaging: 'tar.gz',
  classifier: 'all',
  sha256: '3cda1b34aa020fb4ac4dd6a66018d757e81e437f97e20a1f92d366b70091c6ba',
};
const { version } = artifact;
const runner = `${artifact.name}-${version}-runner.jar`;

/** The jar that runs Apicurio Registry, with its libraries in `lib` beside it. */
/** @type {import('../provide.mjs').Piece<string>} */
export const schemaRegistry = {
  id: `apicurio-registry-${version}`,
  what: {
    name: `Apicurio Registry ${version}`,
    why: 'The sandbox runs it as the schema registry for the faults of schemas.',
    remedies: [
      'Install Maven (https://maven.apache.org; Debian: apt-get install maven), then run this again: 140 MB.',
      'Set SREMESH_MAVEN_REPOSITORY to the URL of a Maven repository to download it from.',
      `Unpack it yourself and set SREMESH_SCHEMA_REGISTRY to its ${runner}.`,
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_SCHEMA_REGISTRY', env, existsSync, 'a file');
    if (named !== undefined) return named;
    const file = join(cached(env), runner);
    return existsSync(file) ? file : undefined;
  },
  ways: [
    ...artifactWays(artifact, (env) => cached(env), unpack),
    debianArtifactWay(artifact, (env) => cached(env), unpack),
  ],
};

/** @type {import('../ways/artifact.mjs').Unpack} */
async function unpack(dir, { env, signal }) {
  const archive = join(dir, fileName(artifact));
  await run('tar', ['-xzf', archive, '-C', dir], { env, signal });
  await rm(archive);
}

/** @param {Env} env */
const cached = (env) => join(cacheRoot(env), `apicurio-registry-${version}`);
