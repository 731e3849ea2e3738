import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for `first`; without an answer after `afterMs`, asks `again` as well, and the answer that comes first counts.
 * Rejects like `first` where that fails in time, else when both have.
 */
export async function hedged<T>(
  first: Promise<T>,
  afterMs: number,
  again: () => Promise<T>,
): Promise<{ answer: T; hedged: boolean }> {
  const mine = first.then((answer) => ({ answer, hedged: false }));
  const waited = new AbortController();
  const late = delay(afterMs, 'late' as const, { signal: waited.signal });
  late.catch(() => undefined);
  const early = await Promise.race([mine, late]).finally(() => {
    waited.abort();
  });
  if (early !== 'late') return early;
  return Promise.any([mine, again().then((answer) => ({ answer, hedged: true }))]);
}

/** Rejects with `late()` where `what` is not settled in time; it goes on, and nobody hears of it. */
export async function within<T>(what: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, ms);
  });
  try {
    return await Promise.race([what, over]);
  } finally {
    clearTimeout(timer);
  }
}
