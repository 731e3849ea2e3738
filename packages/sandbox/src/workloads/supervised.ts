import { setTimeout as sleep } from 'node:timers/promises';
import { launchWorkload, type Workload, type WorkloadOptions } from './workload.ts';

/** Starts a workload again whenever it has ended, as a supervisor does, until it is told to stop. */
export function supervise(
  first: Workload,
  options: WorkloadOptions,
  restartAfterMs: number,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  let current = first;
  const again = (async () => {
    for (;;) {
      await current.exited;
      await sleep(restartAfterMs, undefined, { signal: stopped.signal });
      current = launchWorkload(options);
    }
  })();
  again.catch(() => undefined);
  return {
    async stop() {
      stopped.abort();
      await current.stop();
    },
  };
}
