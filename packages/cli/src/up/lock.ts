import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { Home } from '../home.ts';

/** `born` tells a process from a later one that got the same pid; null where the system does not say. */
const Holder = z.object({ pid: z.int(), born: z.string().nullable() });
type Holder = z.infer<typeof Holder>;

/**
 * Takes the home for this process; throws where another `up` has it. A lock whose process is gone is taken over.
 * Resolves to what gives it back.
 */
export async function takeLock(home: Home): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, born: bornAt(process.pid) } satisfies Holder);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      await writeFile(home.lock, mine, { flag: 'wx', mode: 0o600 });
      return async () => {
        if ((await readFile(home.lock, 'utf8').catch(() => '')) === mine)
          await rm(home.lock, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await holderOf(home);
    if (holder !== undefined && isAlive(holder)) throw taken(home, holder.pid);
    // Moved away first: of two that find it stale only one moves it, and the other tries again.
    const stale = `${home.lock}.stale-${process.pid}`;
    await rename(home.lock, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  throw new CliError(`cannot lock ${home.lock}: others keep taking it`, { remedy: 'Try again.' });
}

/** The pid of the `up` that has this home; undefined where none runs. */
export async function runningUp(home: Home): Promise<number | undefined> {
  const holder = await holderOf(home);
  return holder !== undefined && isAlive(holder) ? holder.pid : undefined;
}

const taken = (home: Home, pid: number): CliError =>
  new CliError(`another sremesh up (pid ${pid}) runs in ${home.dir}`, {
    remedy: `Stop it with Ctrl-C where it runs (or: kill ${pid}), or use another directory: SREMESH_HOME=other npm start`,
  });

async function holderOf(home: Home): Promise<Holder | undefined> {
  try {
    return Holder.parse(JSON.parse(await readFile(home.lock, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive({ pid, born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return born === null || bornAt(pid) === null || bornAt(pid) === born;
}

/** When a process started, in the kernel's ticks since boot (proc_pid_stat(5), field 22). */
function bornAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
