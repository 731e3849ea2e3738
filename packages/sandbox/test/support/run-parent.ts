import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Runs a program of this directory as the leader of its own group, and gives the first line it prints, from JSON. */
export async function runParent(
  name: string,
  args: readonly string[] = [],
): Promise<{ parent: ChildProcess; told: unknown }> {
  const parent = spawn(process.execPath, [join(import.meta.dirname, name), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  if (parent.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: parent.stdout })) {
    return { parent, told: JSON.parse(line) };
  }
  throw new Error(`${name} ended without a word`);
}
