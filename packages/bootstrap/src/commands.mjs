// @ts-check
import { join } from 'node:path';
import { repositoryRoot } from './repository.mjs';

/** @typedef {import('./which.mjs').Env} Env */
/** @typedef {import('./prepare.mjs').Servers} Servers */
/**
 * What Node 24 is asked to run.
 * @typedef {object} Task
 * @property {string} [name] Of a gate, for the one line that says which one failed
 * @property {Servers} servers
 * @property {readonly string[]} args
 * @property {string} [cwd] Default: where the user is
 * @property {Record<string, string>} [env]
 */

const none = { nats: false, kafka: false };
const all = { nats: true, kafka: true, services: true };
const atRoot = { cwd: repositoryRoot };

/** @type {Record<string, (args: readonly string[], env: Env) => readonly Task[]>} */
export const commands = {
  start: (args, env) => sremesh(['up', ...args], env),
  sremesh,
  test: (args) => [test(args)],
  bench: (args) => [{ servers: all, args: ['test/bench/main.ts', ...args], ...atRoot }],
  verify: () => [
    gate('format:check'),
    gate('lint'),
    gate('types'),
    gate('unused'),
    { name: 'test', ...test([]) },
  ],
};

/**
 * @param {readonly string[]} args
 * @param {Env} env
 * @returns {readonly Task[]}
 */
function sremesh(args, env) {
  const starts = args[0] === 'up' && !args.includes('--help') && !args.includes('-h');
  return [
    {
      servers: starts ? { nats: !env['NATS_URL'], kafka: !env['KAFKA_BROKERS'] } : none,
      args: [join(repositoryRoot, 'packages/cli/src/main.ts'), ...args],
      env: { SREMESH_HOME: env['SREMESH_HOME'] || join(repositoryRoot, '.sremesh') },
    },
  ];
}

/** @param {readonly string[]} args @returns {Task} */
const test = (args) => ({
  servers: all,
  args: [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--root',
    '.',
    ...args,
  ],
  ...atRoot,
});

/**
 * A script of the root package.json.
 * @param {string} script
 * @returns {Task}
 */
const gate = (script) => ({ name: script, servers: none, args: ['--run', script], ...atRoot });
