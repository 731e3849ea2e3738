import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Command {
  readonly pid: number;
  /** Everything written so far. */
  output(): string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Outcome>;
}

/** Runs a command of the repository as a user would, in a real process without a terminal; ended with the test. */
export function runCommand(command: string, args: readonly string[], env: Record<string, string>): Command {
  const child = spawn(command, args, {
    cwd: repository,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SREMESH_PORT: '0',
      ...cacheOf(process.env),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that a signal reaches all of it as from a terminal.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot run ${command}`);
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
  }
  const ended = new Promise<Outcome>((done) => child.on('close', (code) => done({ code, ...written })));
  onTestFinished(async () => {
    interrupt(pid, 'SIGTERM');
    await ended;
  });
  return { pid, output: () => written.stderr + written.stdout, ended };
}

/** Sends a signal to a command and all it started, as the terminal does for Ctrl-C; nothing where they are gone. */
export function interrupt(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

const cacheOf = ({ SREMESH_CACHE, XDG_CACHE_HOME }: NodeJS.ProcessEnv): Record<string, string> => ({
  ...(SREMESH_CACHE === undefined ? {} : { SREMESH_CACHE }),
  ...(XDG_CACHE_HOME === undefined ? {} : { XDG_CACHE_HOME }),
});
