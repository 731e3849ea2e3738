// @ts-check
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../run.mjs';
import { isAtLeast } from '../version.mjs';
import { which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */
/** @typedef {import('../version.mjs').Version} Version */

/** From here on the `go` command fetches a newer toolchain by itself when a module asks for one. */
/** @type {Version} */
const fetchesToolchains = [1, 21, 0];

/** @param {Env} env */
export const goImpossible = (env) => (which('go', env) === undefined ? 'go is not on PATH' : undefined);

/**
 * Builds a program of a Go module, checked against Go's checksum database.
 * @param {string} program For example `example.com/x/y@v1.2.3`
 * @param {Version} needed The Go version that its go.mod asks for
 * @param {string} dir Where the program is put
 * @param {import('../provide.mjs').Context} context
 */
export async function goInstall(program, needed, dir, { env, signal }) {
  const here = await run('go', ['env', 'GOVERSION'], { env, signal });
  const build = { ...env, GOBIN: dir, CGO_ENABLED: '0' };
  if (isAtLeast(here, needed)) {
    await run('go', ['install', program], { env: build, signal });
  } else if (isAtLeast(here, fetchesToolchains)) {
    await run('go', ['install', program], { env: { ...build, GOTOOLCHAIN: 'auto' }, signal });
  } else {
    const go = await fetchToolchain(needed, { env, signal });
    await run(go, ['install', program], { env: { ...build, GOTOOLCHAIN: 'local', GOROOT: '' }, signal });
  }
}

/**
 * A toolchain is itself a Go module, which an older `go` can fetch too; module archives do not keep file modes.
 * @param {Version} version
 * @param {{ env: Env, signal: AbortSignal }} options
 */
async function fetchToolchain(version, { env, signal }) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `golang.org/toolchain@v0.0.1-go${version.join('.')}.${process.platform}-${arch}`;
  const { Dir: root } = JSON.parse(await run('go', ['mod', 'download', '-json', name], { env, signal }));
  for (const dir of [join(root, 'bin'), join(root, 'pkg', 'tool', `${process.platform}_${arch}`)]) {
    for (const file of await readdir(dir).catch(() => [])) await chmod(join(dir, file), 0o755);
  }
  return join(root, 'bin', 'go');
}
