// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../run.mjs';
import { isExecutable, which } from '../which.mjs';

/**
 * The npm packages of the workspace at `root`, as its lockfile has them. The lockfile's hash is kept beside them.
 * @param {string} root
 * @returns {import('../provide.mjs').Piece<true>}
 */
export function dependencies(root) {
  const record = join(root, 'node_modules', '.sremesh-lock');
  return {
    id: `dependencies-${hash(root).slice(0, 12)}`,
    what: {
      name: 'The npm packages of this workspace',
      why: 'Every part of SRE Mesh is built on them.',
      remedies: [
        'Make the npm registry reachable (npm ping tells), then run this again.',
        'Run: npx -y pnpm@12 install --frozen-lockfile',
        'If you changed a package.json, run: npx -y pnpm@12 install',
      ],
    },
    find: () => (readOr(record, '') === lockfileHash(root) ? true : undefined),
    ways: [
      {
        name: 'pnpm install',
        impossible: (env) =>
          npx(env) === undefined ? 'npx, which comes with npm, is not on PATH' : undefined,
        get: async ({ env, signal }) => {
          const installed = lockfileHash(root);
          const args = ['-y', 'pnpm@12', 'install', '--frozen-lockfile'];
          // pnpm asks no questions when it thinks it runs in CI.
          await run(npx(env) ?? 'npx', args, { cwd: root, env: { ...env, CI: 'true' }, signal });
          await writeFile(record, installed);
        },
      },
    ],
  };
}

/** @param {import('../which.mjs').Env} env */
function npx(env) {
  const beside = join(dirname(process.execPath), 'npx');
  return which('npx', env) ?? (isExecutable(beside) ? beside : undefined);
}

/** @param {string} root */
const lockfileHash = (root) => hash(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'));

/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} file @param {string} otherwise */
function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
