// @ts-check
import { run } from '../run.mjs';
import { which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */

/** @param {Env} env */
export const dockerImpossible = (env) =>
  which('docker', env) === undefined ? 'docker is not on PATH' : undefined;

/**
 * Copies a file or directory out of an image, without running it. The engine checks the image against its registry.
 * @param {string} image
 * @param {string} from Path inside the image
 * @param {string} to Path here
 * @param {import('../provide.mjs').Context} context
 */
export async function copyFromImage(image, from, to, { env, signal }) {
  await run('docker', ['version', '--format', '{{.Server.Version}}'], { env, signal, timeoutMs: 10_000 });
  await run('docker', ['pull', '--quiet', image], { env, signal });
  const id = (await run('docker', ['create', image], { env, signal })).trim();
  try {
    await run('docker', ['cp', `${id}:${from}`, to], { env, signal });
  } finally {
    await run('docker', ['rm', id], { env }).catch(() => undefined);
  }
}
