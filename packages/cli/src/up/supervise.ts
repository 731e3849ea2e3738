/**
 * Keeps one process running.
 *
 * Invariants:
 * 1. At most one process of a spec runs at a time, and none after `stop` has resolved.
 * 2. A process that ends by itself is started again, for ever; the pause grows while it keeps ending soon after its
 *    start, up to `maxPauseMs`, and never vanishes. Every end is told.
 * 3. Secrets go through the child's stdin only: they are in no argument list, no environment, no file.
 */
import { statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnTethered, type Exit, type Tethered } from '@sremesh/sandbox';

const firstPauseMs = 100;
const maxPauseMs = 30_000;
/** Having run so long, a process counts as healthy, and its next end as the first. */
const healthyAfterMs = 15_000;
const maxLogBytes = 20_000_000;

export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  /** Asked for at each start, so that a process gets credentials of its own. */
  secrets: () => Readonly<Record<string, string>>;
  logFile: string;
}

export interface Ended extends Exit {
  name: string;
  /** How long it ran. */
  ranMs: number;
  restartInMs: number;
}

export interface Supervised {
  readonly name: string;
  /** Of the process that runs now; undefined between two. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** SIGTERM, and SIGKILL after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** Starts the process of a spec and keeps it running until `stop`. */
export function supervise(spec: ProcessSpec, onEnd: (ended: Ended) => void): Supervised {
  const stopping = new AbortController();
  let current: Tethered | undefined;
  let restarts = 0;
  const running = (async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      await rotate(spec.logFile);
      if (stopping.signal.aborted) return;
      const from = performance.now();
      current = start(spec);
      const exit = await current.exited;
      current = undefined;
      if (stopping.signal.aborted) return;
      const ranMs = performance.now() - from;
      failures = ranMs >= healthyAfterMs ? 1 : failures + 1;
      const restartInMs = pauseAfter(failures);
      onEnd({ name: spec.name, ...exit, ranMs, restartInMs });
      await sleep(restartInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      restarts += 1;
    }
  })();
  return {
    name: spec.name,
    get pid() {
      return current?.pid;
    },
    get restarts() {
      return restarts;
    },
    async stop(graceMs = 10_000) {
      stopping.abort();
      await current?.stop(graceMs);
      await running;
    },
  };
}

/** Half of it is jitter, so that agents that died together do not come back together. */
export const pauseAfter = (failures: number): number =>
  Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20)) * (0.5 + Math.random() / 2);

const start = ({ command, args, env, secrets, logFile }: ProcessSpec): Tethered =>
  spawnTethered(command, args, {
    env: { ...env, SREMESH_SECRETS_FD: '0' },
    output: { file: logFile },
    stdin: JSON.stringify(secrets()),
  });

/** One older log is kept. */
async function rotate(file: string): Promise<void> {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maxLogBytes) await rename(file, `${file}.1`);
}
