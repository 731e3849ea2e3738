import { setTimeout as sleep } from 'node:timers/promises';
import { launchWorkload, type Workload, type WorkloadOptions } from './workload.ts';

/** A workload that is started again whenever it ends. */
export interface Supervised {
  /** The one that runs now, or ran last. */
  readonly current: Workload;
  stop(): Promise<void>;
}

export function supervise(options: WorkloadOptions, restartAfterMs: number): Supervised {
  const stopped = new AbortController();
  let current = launchWorkload(options);
  const again = (async () => {
    for (;;) {
      await current.exited;
      await sleep(restartAfterMs, undefined, { signal: stopped.signal });
      current = launchWorkload(options);
    }
  })();
  again.catch(() => undefined);
  return {
    get current() {
      return current;
    },
    async stop() {
      stopped.abort();
      await current.stop();
    },
  };
}
