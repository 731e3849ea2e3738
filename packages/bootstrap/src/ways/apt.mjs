// @ts-check
import { run } from '../run.mjs';
import { which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */

/**
 * Why Debian packages cannot be installed here; undefined when they can.
 * @param {Env} env
 */
export function aptImpossible(env) {
  if (which('apt-get', env) === undefined) return 'this is no Debian';
  return process.getuid?.() === 0 ? undefined : 'only root may install packages';
}

/**
 * @param {readonly string[]} packages
 * @param {import('../provide.mjs').Context} context
 */
export async function aptInstall(packages, { env, signal }) {
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, signal };
  // Two runs, or an upgrade in the background, may hold dpkg's lock for a while.
  const patient = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];
  await run('apt-get', [...patient, 'update'], options);
  await run('apt-get', [...patient, 'install', '--no-install-recommends', ...packages], options);
}
