// @ts-check
import { join } from 'node:path';
import { publish } from '../cache.mjs';
import { checkSha256, download } from './download.mjs';
import { aptImpossible, aptInstall } from './apt.mjs';
import { copyArtifactByMaven, mavenImpossible } from './maven.mjs';

/** @typedef {import('../which.mjs').Env} Env */
/** @typedef {import('../provide.mjs').Context} Context */
/**
 * One file of a Maven repository.
 * @typedef {object} Artifact
 * @property {string} group
 * @property {string} name
 * @property {string} version
 * @property {string} [packaging] Default: jar
 * @property {string} [classifier]
 * @property {string} sha256
 */

const repositoryVariable = 'SREMESH_MAVEN_REPOSITORY';

/** @param {Artifact} artifact */
export const fileName = ({ name, version, packaging = 'jar', classifier }) =>
  `${name}-${version}${classifier === undefined ? '' : `-${classifier}`}.${packaging}`;

/** @typedef {(dir: string, context: Context) => Promise<void>} Unpack What is done with the file before it is published */

/**
 * The ways to get an artifact, checked, into a directory of the cache.
 * @param {Artifact} artifact
 * @param {(env: Env) => string} cached The directory
 * @param {Unpack} [unpack]
 * @returns {import('../provide.mjs').Way[]}
 */
export const artifactWays = (artifact, cached, unpack) => [
  { name: 'fetch with Maven', impossible: mavenImpossible, get: byMaven(artifact, cached, unpack) },
  {
    name: `download from ${repositoryVariable}`,
    impossible: (env) => (env[repositoryVariable] ? undefined : 'it is not set'),
    get: (context) =>
      publish(cached(context.env), context.env, async (dir) => {
        const base = (context.env[repositoryVariable] ?? '').replace(/\/+$/, '');
        const { group, name, version, sha256 } = artifact;
        const file = fileName(artifact);
        const path = `${group.replaceAll('.', '/')}/${name}/${version}/${file}`;
        await download(`${base}/${path}`, join(dir, file), sha256, context.signal);
        await unpack?.(dir, context);
      }),
  },
];

/**
 * For what is not optional: Maven itself comes from Debian.
 * @param {Artifact} artifact
 * @param {(env: Env) => string} cached The directory
 * @param {Unpack} [unpack]
 * @returns {import('../provide.mjs').Way}
 */
export const debianArtifactWay = (artifact, cached, unpack) => ({
  name: "fetch with Debian's Maven",
  impossible: aptImpossible,
  get: async (context, step) => {
    await aptInstall(['maven'], context);
    await byMaven(artifact, cached, unpack)(context, step);
  },
});

/**
 * @param {Artifact} artifact
 * @param {(env: Env) => string} cached
 * @param {Unpack} [unpack]
 * @returns {import('../provide.mjs').Way['get']}
 */
function byMaven(artifact, cached, unpack) {
  const { group, name, version, packaging = 'jar', classifier, sha256 } = artifact;
  const coordinates = [group, name, version, packaging, ...(classifier === undefined ? [] : [classifier])];
  return (context) =>
    publish(cached(context.env), context.env, async (dir) => {
      await copyArtifactByMaven(coordinates.join(':'), dir, context);
      await checkSha256(join(dir, fileName(artifact)), sha256);
      await unpack?.(dir, context);
    });
}
