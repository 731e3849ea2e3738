import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, MeshError, type ClusterObservation } from '@sremesh/contracts';
import type { Logger } from 'pino';

export interface SweepOptions {
  observe: () => Promise<ClusterObservation>;
  onObservation: (observation: ClusterObservation) => Promise<void>;
  intervalMs: number;
  log: Logger;
  signal: AbortSignal;
}

export interface Sweep {
  /** Why there is no fresh observation, or null. */
  trouble(): string | null;
  /** Resolves when the loop has ended, after `signal`. */
  done: Promise<void>;
}

/**
 * Observes the cluster again and again, one sweep at a time, starts `intervalMs` apart. A sweep that fails is reported
 * and the next one tries again: the loop ends only with `signal`.
 */
export function startSweep(options: SweepOptions): Sweep {
  let trouble: string | null = 'no sweep yet';
  const sweepOnce = async () => {
    try {
      const from = performance.now();
      const observation = await options.observe();
      const tookMs = Math.round(performance.now() - from);
      if (tookMs > options.intervalMs)
        options.log.warn({ tookMs }, 'a sweep took longer than the time between two');
      await options.onObservation(observation);
      if (trouble !== null) options.log.info('sweeping');
      trouble = null;
    } catch (error) {
      const now = errorMessage(error);
      const remedy = error instanceof MeshError ? error.remedy : undefined;
      if (trouble !== now) options.log.warn({ err: error, remedy }, 'the sweep failed');
      trouble = now;
    }
  };
  const run = async () => {
    while (!options.signal.aborted) {
      const startedAt = performance.now();
      await sweepOnce();
      const restMs = Math.max(0, options.intervalMs - (performance.now() - startedAt));
      await delay(restMs, undefined, { signal: options.signal }).catch(() => undefined);
    }
  };
  return { trouble: () => trouble, done: run() };
}
