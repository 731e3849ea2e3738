/**
 * Child processes that cannot outlive us, whatever ends us.
 *
 * A child is started by a small shell that first forks a watcher and then becomes the program (`exec`), so the pid,
 * the exit code and the signals are the program's own. Program, watcher and all their descendants form one process
 * group. The watcher holds the read end of a pipe whose write end only this process has.
 *
 * Invariants:
 * 1. This process gone (even by SIGKILL) → the pipe ends → the watcher kills the group, itself included. There is no
 *    moment in which a started program is not watched: the shell forks the watcher before it becomes the program.
 * 2. The program gone → we end the pipe → the watcher kills what the program left behind. The group's number cannot be
 *    given to a stranger meanwhile, because the watcher is a member of the group.
 * 3. The watcher gone by another hand → we see the pipe close and kill the group: nothing runs untethered.
 * 4. `exited` settles only when the program has ended and the rest of its group has been killed (the watcher's end of
 *    the pipe is closed).
 * 5. The terminal's Ctrl-C reaches only us, so we stop children in the order we want; if we do not, 1 holds.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';

const watchThenBecome = '( exec >/dev/null 2>&1 4>&-; read -r _ <&3; kill -KILL 0 ) & exec "$@" 3<&-';

export interface TetheredOptions {
  /** The whole environment of the child; nothing is inherited besides. */
  env: Record<string, string | undefined>;
  cwd?: string;
  /** A file that stdout and stderr are appended to (created 0600), or `pipe` to read them from `child`. */
  output: { file: string } | 'pipe' | 'inherit';
  /** Opens Node's IPC channel to the child. */
  ipc?: boolean;
  /** What the program reads from its stdin, and then its end; nothing by default. */
  stdin?: string;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Tethered {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Settles when the program has ended and what it started has been killed; never rejects. */
  readonly exited: Promise<Exit>;
  readonly running: boolean;
  /** SIGTERM, and SIGKILL if it is still there after `graceMs` (default 5000). */
  stop(graceMs?: number): Promise<Exit>;
  /** SIGKILL to the whole group. */
  kill(): Promise<Exit>;
}

/**
 * Starts `command` tethered to this process. A program that cannot be executed exits with 127 or 126 and says why on
 * stderr; throws only where no process can be made at all.
 */
export function spawnTethered(command: string, args: readonly string[], options: TetheredOptions): Tethered {
  const { child, tether } = start(command, args, options);
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${command}: no process could be made`);

  let running = true;
  const killGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  const programGone = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      running = false;
      tether.end();
      resolve({ code, signal });
    });
  });
  const groupGone = new Promise<void>((resolve) => {
    tether.on('error', () => undefined);
    tether.once('close', () => {
      if (running) killGroup();
      resolve();
    });
    tether.resume();
  });
  const exited = Promise.all([programGone, groupGone]).then(([exit]) => exit);

  return {
    pid,
    child,
    exited,
    get running() {
      return running;
    },
    async stop(graceMs = 5000) {
      if (!running) return exited;
      child.kill('SIGTERM');
      const timer = setTimeout(killGroup, graceMs);
      return exited.finally(() => clearTimeout(timer));
    },
    async kill() {
      if (running) killGroup();
      return exited;
    },
  };
}

/** What a program that needs nothing of ours gets to see of the environment. */
export const plainEnvironment = (): Record<string, string | undefined> => {
  const { PATH, HOME, TMPDIR, LANG, USER } = process.env;
  return { PATH, HOME, TMPDIR, LANG, USER };
};

function start(command: string, args: readonly string[], { env, cwd, output, ipc, stdin }: TetheredOptions) {
  const file = typeof output === 'object' ? openSync(output.file, 'a', 0o600) : undefined;
  try {
    const stream = file ?? (output === 'pipe' ? 'pipe' : 'inherit');
    const child = spawn('/bin/sh', ['-c', watchThenBecome, 'sremesh-tether', command, ...args], {
      detached: true,
      env,
      ...(cwd === undefined ? {} : { cwd }),
      stdio: [
        stdin === undefined ? 'ignore' : 'pipe',
        stream,
        stream,
        'pipe',
        ...(ipc === true ? (['ipc'] as const) : []),
      ],
    });
    child.on('error', () => undefined);
    // A program that ends before it has read everything says so by its exit.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(stdin);
    const tether = child.stdio[3];
    if (!(tether instanceof Socket)) throw new Error(`cannot start ${command}: no tether`);
    return { child, tether };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
