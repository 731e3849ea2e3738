// @ts-check
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { commands } from './commands.mjs';
import { handOver } from './handover.mjs';
import { prepare } from './prepare.mjs';
import { createProgress } from './progress.mjs';
import { linkedPrograms } from './repository.mjs';
import { isAtLeast } from './version.mjs';

/** @typedef {import('./which.mjs').Env} Env */

/**
 * Sets this computer up for a command, and hands over to it.
 * @param {readonly string[]} argv
 * @param {Env} env
 * @returns {Promise<number>} The exit code
 */
export async function bootstrap([name = '', ...args], env) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    return complain(
      2,
      `usage: main.mjs ${Object.keys(commands).join('|')} [argument …]; there is no command "${name}"`,
    );
  }
  if (!isAtLeast(process.versions.node, [20, 0, 0])) {
    return complain(1, `Node 20 or newer is needed; this is ${process.versions.node} (https://nodejs.org)`);
  }
  try {
    for (const task of command(args, env)) {
      const { node, tools } = await interruptible((signal) =>
        prepare(task.servers, { env, signal, progress: createProgress(process.stderr) }),
      );
      if (task.name !== undefined) process.stderr.write(`\n▸ ${task.name}\n`);
      const path = `${linkedPrograms}${delimiter}${env['PATH'] ?? ''}`;
      const code = await handOver(node, task.args, {
        env: { ...env, ...tools, ...task.env, PATH: path },
        ...(task.cwd === undefined ? {} : { cwd: task.cwd }),
      });
      if (code !== 0)
        return task.name === undefined ? code : complain(code, `${name}: the gate "${task.name}" failed`);
    }
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return complain(128 + constants.signals[error.by], 'interrupted');
    return complain(1, error instanceof Error ? error.message : String(error));
  }
}

class Interrupted extends Error {
  /** @param {NodeJS.Signals} by */
  constructor(by) {
    super(`interrupted by ${by}`);
    this.by = by;
  }
}

/**
 * Turns an interrupt into an aborted signal, so that what runs can end its children and let go of its locks.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function interruptible(work) {
  const aborting = new AbortController();
  /** @param {NodeJS.Signals} by */
  const abort = (by) => aborting.abort(new Interrupted(by));
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, abort);
  try {
    return await work(aborting.signal);
  } finally {
    for (const signal of signals) process.off(signal, abort);
  }
}

/** @param {number} code @param {string} message */
function complain(code, message) {
  process.stderr.write(`${message}\n`);
  return code;
}
