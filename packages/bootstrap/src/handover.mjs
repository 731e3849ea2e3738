// @ts-check
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** @type {readonly NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Signals that come within this time are one: npm sends on what the terminal has sent already. */
const sameWithinMs = 1_000;

/**
 * Runs a command in this process's place: its terminal, its signals, and its exit code as the result. The child is in
 * the same process group, so what a terminal sends reaches it without us; what is sent to this process alone goes on.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: import('./which.mjs').Env, cwd?: string }} options
 * @returns {Promise<number>}
 */
export function handOver(command, args, { env, cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: 'inherit' });
    /** @type {Map<NodeJS.Signals, number>} */
    const lastAt = new Map();
    /** @param {NodeJS.Signals} signal */
    const onSignal = (signal) => {
      const now = Date.now();
      const repeated = now - (lastAt.get(signal) ?? 0) < sameWithinMs;
      lastAt.set(signal, now);
      if (!repeated && !(signal !== 'SIGTERM' && isForeground())) child.kill(signal);
    };
    for (const signal of forwarded) process.on(signal, onSignal);
    // Who started us (npm's shell) can be ended without our being told; then nobody would ever end the child.
    const parent = process.ppid;
    const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000);
    const done = () => {
      clearInterval(orphaned);
      for (const signal of forwarded) process.off(signal, onSignal);
    };
    child.on('error', (error) => {
      done();
      reject(new Error(`${command} cannot be run: ${error.message}`, { cause: error }));
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
    });
  });
}

/** Whether a terminal sends its signals to this process's group. */
function isForeground() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return process.stdin.isTTY;
  }
}
