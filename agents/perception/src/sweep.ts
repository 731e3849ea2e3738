import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage, MeshError, type ClusterObservation } from '@sremesh/contracts';
import type { Logger } from 'pino';
import type { Cadence } from './cadence.ts';

export interface SweepOptions {
  observe: () => Promise<ClusterObservation>;
  /** Takes what was seen; whether something stirs, so that the next look should come soon. */
  onObservation: (observation: ClusterObservation) => Promise<boolean>;
  cadence: Cadence;
  log: Logger;
  signal: AbortSignal;
}

export interface Sweep {
  /** Why there is no fresh observation, or null. */
  trouble(): string | null;
  /** Resolves when the loop has ended, after `signal`. */
  done: Promise<void>;
}

/** Before a sweep that failed is tried again; sweeps of a cluster that answers follow the cadence. */
const againAfterMs = 1000;

/**
 * Observes the cluster again and again, one sweep at a time, at the pace of `cadence`. A sweep that fails is reported
 * and the next one tries again. The loop ends with `signal`, and where another cluster answers than before: what was
 * seen of one must not be held against the other.
 */
export function startSweep({ observe, onObservation, cadence, log, signal }: SweepOptions): Sweep {
  let trouble: string | null = 'no sweep yet';
  /** Milliseconds until the next one, from the start of this one; null to end. */
  const sweepOnce = async (): Promise<number | null> => {
    const from = performance.now();
    try {
      const observation = await observe();
      const tookMs = performance.now() - from;
      const stirs = await onObservation(observation);
      if (trouble !== null) log.info('sweeping');
      trouble = null;
      return cadence.after({ tookMs, stirs, now: from });
    } catch (error) {
      const now = errorMessage(error);
      const remedy = error instanceof MeshError ? error.remedy : undefined;
      if (trouble !== now) log.warn({ err: error, remedy }, 'the sweep failed');
      trouble = now;
      const other = error instanceof MeshError && error.code === 'MESH_KAFKA_OTHER_CLUSTER';
      return other ? null : againAfterMs;
    }
  };
  const run = async () => {
    while (!signal.aborted) {
      const startedAt = performance.now();
      const intervalMs = await sweepOnce();
      if (intervalMs === null) return;
      const restMs = Math.max(0, intervalMs - (performance.now() - startedAt));
      await delay(restMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return { trouble: () => trouble, done: run() };
}
