import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '@sremesh/contracts';

const firstPauseMs = 200;
const longestPauseMs = 2000;

export const isPassing = (error: unknown): boolean => error instanceof MeshError && error.retryable;

/**
 * Does it again while the target cannot be reached, with growing, jittered pauses, until it succeeds or `isOver` says
 * so; then throws what it failed with last. Faults that will not pass are thrown at once. Throws when the signal aborts.
 */
export async function patiently<T>(
  attempt: () => Promise<T>,
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || isOver()) throw error;
    }
    await delay(pauseMs * (0.5 + Math.random() / 2), undefined, { signal });
  }
}
