import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for; the error names it. */
  what: string;
  timeoutMs: number;
  everyMs?: number;
  /** Ends the wait with its reason. */
  signal?: AbortSignal;
}

/** Polls until `probe` gives something, and returns it. A probe that throws has not given anything yet. */
export async function waitUntil<T>(
  { what, timeoutMs, everyMs = 50, signal }: WaitOptions,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: lastError });
    }
    await sleep(everyMs);
  }
}
