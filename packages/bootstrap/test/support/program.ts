import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Program {
  child: ChildProcess;
  /** What it wrote so far, standard output and error together. */
  output: () => string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
}

/** Runs a module of this package (a path relative to it) as a process in a group of its own, until the test ends. */
export function startProgram(module: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const file = fileURLToPath(new URL(`../../${module}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGKILL');
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  return { child, output: () => output, ended };
}

/** Waits until the condition holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`still not so after 15 s: ${what}`);
    await sleep(10);
  }
}

export const untilFile = (file: string): Promise<void> => until(() => existsSync(file), `${file} is there`);

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
