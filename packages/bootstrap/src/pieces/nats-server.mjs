// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheRoot, publish } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { run } from '../run.mjs';
import { isAtLeast } from '../version.mjs';
import { aptImpossible, aptInstall } from '../ways/apt.mjs';
import { copyFromImage, dockerImpossible } from '../ways/docker.mjs';
import { download, downloadText } from '../ways/download.mjs';
import { goImpossible, goInstall } from '../ways/go.mjs';
import { isExecutable, which } from '../which.mjs';

/** @typedef {import('../which.mjs').Env} Env */
/** @typedef {import('../provide.mjs').Context} Context */

const version = '2.15.2';
/** @type {import('../version.mjs').Version} */
const minimum = [2, 15, 0];
const goModule = `github.com/nats-io/nats-server/v2@v${version}`;
/** @type {import('../version.mjs').Version} */
const goNeeded = [1, 26, 0];
const releases = 'https://github.com/nats-io/nats-server/releases/download';

/** @type {import('../provide.mjs').Piece<string>} */
export const natsServer = {
  id: `nats-server-${version}`,
  what: {
    name: `nats-server ${version}`,
    why: 'Every message between the agents goes over it.',
    remedies: [
      `Put nats-server 2.15 or newer on PATH (its releases: https://github.com/nats-io/nats-server/releases), or its path in SREMESH_NATS_SERVER.`,
      'Install Go (https://go.dev/dl) or start Docker, then run this again: it is built or copied from there.',
      'Run your own, with JetStream, and set NATS_URL=nats://host:port.',
    ],
  },
  find(env) {
    const named = fromVariable('SREMESH_NATS_SERVER', env, isExecutable, 'an executable file');
    if (named !== undefined) return named;
    const onPath = which('nats-server', env);
    if (onPath !== undefined && isAtLeast(versionOf(onPath), minimum)) return onPath;
    const cached = cachedServer(env);
    return isExecutable(cached) ? cached : undefined;
  },
  ways: [
    {
      name: 'build with Go',
      impossible: goImpossible,
      get: (context) => inCache(context, (dir) => goInstall(goModule, goNeeded, dir, context)),
    },
    {
      name: 'copy from the Docker image',
      impossible: dockerImpossible,
      get: (context) =>
        inCache(context, (dir) =>
          copyFromImage(`nats:${version}`, '/nats-server', join(dir, 'nats-server'), context),
        ),
    },
    {
      name: 'download the release',
      impossible: () => (assetName() === undefined ? `there is none for ${process.platform}` : undefined),
      get: (context) => inCache(context, (dir) => downloadRelease(dir, context)),
    },
    {
      name: "build with Debian's Go",
      impossible: aptImpossible,
      get: async (context) => {
        await aptInstall(['golang-go', 'ca-certificates'], context);
        await inCache(context, (dir) => goInstall(goModule, goNeeded, dir, context));
      },
    },
  ],
};

/** @param {Env} env */
const cachedServer = (env) => join(cacheRoot(env), `nats-server-${version}`, 'nats-server');

/**
 * @param {Context} context
 * @param {(dir: string) => Promise<void>} build
 */
const inCache = ({ env }, build) => publish(join(cacheRoot(env), `nats-server-${version}`), env, build);

/** @param {string} binary */
function versionOf(binary) {
  const { stdout, status } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 5_000 });
  return status === 0 ? stdout : undefined;
}

function assetName() {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const platform = `${process.platform}-${process.arch}`;
  return known.includes(platform) ? `nats-server-v${version}-${platform.replace('x64', 'amd64')}` : undefined;
}

/**
 * @param {string} dir
 * @param {Context} context
 */
async function downloadRelease(dir, { env, signal }) {
  const asset = `${assetName()}.tar.gz`;
  const sums = await downloadText(`${releases}/v${version}/SHA256SUMS`, signal);
  const sum = sums.split('\n').find((line) => line.trim().endsWith(asset));
  if (sum === undefined) throw new Error(`the release's SHA256SUMS do not name ${asset}`);
  const archive = join(dir, asset);
  await download(`${releases}/v${version}/${asset}`, archive, sum.split(/\s/)[0] ?? '', signal);
  await run('tar', ['-xzf', archive, '-C', dir, '--strip-components=1'], { env, signal });
}
