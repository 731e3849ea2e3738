// @ts-check
import { spawn } from 'node:child_process';

/** @typedef {import('./which.mjs').Env} Env */
/**
 * @typedef {object} RunOptions
 * @property {Env} env
 * @property {string} [cwd]
 * @property {AbortSignal} [signal]
 * @property {number} [timeoutMs] Default 15 minutes
 * @property {string} [until] When the command writes this, it is asked to end, and has succeeded when it did
 */

const keepLines = 12;
const graceMs = 3_000;

/**
 * Runs an installing or building command to its end and gives its standard output. It has its own process group, so
 * that an interrupt ends it with all its children, and once.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>}
 * @throws {Error} with the last lines of output, when it fails or takes too long
 */
export function run(command, args, { env, cwd, signal, timeoutMs = 15 * 60_000, until }) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw signal.reason;
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let tail = '';
    let reached = false;
    /** @type {Error | undefined} */
    let ended;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      tail = lastLines(tail + text);
      if (until === undefined || reached || !stdout.includes(until)) return;
      reached = true;
      killGroup(child.pid, 'SIGTERM');
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      tail = lastLines(tail + text);
    });
    /** @param {Error} reason */
    const end = (reason) => {
      ended ??= reason;
      killGroup(child.pid, 'SIGTERM');
      setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs).unref();
    };
    const onAbort = () => end(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(
      () => end(new Error(`${command} took more than ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    child.on('error', (error) => {
      done();
      reject(new Error(`${command} cannot be run: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, killedBy) => {
      done();
      if (ended) reject(ended);
      else if (code === 0 || reached) resolve(stdout);
      else reject(new Error(`${command} ended with ${killedBy ?? `code ${code}`}:\n${tail.trim()}`));
    });
  });
}

/** @param {string} text */
const lastLines = (text) =>
  text
    .split('\n')
    .slice(-keepLines - 1)
    .join('\n');

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It ended by itself.
  }
}
