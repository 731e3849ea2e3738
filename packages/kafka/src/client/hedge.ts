import { setTimeout as delay } from 'node:timers/promises';

/** Asked besides the first, at most. */
const others = 2;

/**
 * Waits for `first`; each time `afterMs` pass without an answer, asks `again` as well, and the answer that comes first
 * counts. Rejects like `first` where that fails before anybody else was asked, else when all have.
 */
export async function hedged<T>(
  first: Promise<T>,
  afterMs: number,
  again: () => Promise<T>,
): Promise<{ answer: T; hedged: boolean }> {
  const asked = [first.then((answer) => ({ answer, hedged: false }))];
  for (;;) {
    const answered = asked.length === 1 ? Promise.race(asked) : Promise.any(asked);
    if (asked.length > others) return answered;
    const waited = new AbortController();
    const late = delay(afterMs, 'late' as const, { signal: waited.signal });
    late.catch(() => undefined);
    const early = await Promise.race([answered, late]).finally(() => {
      waited.abort();
    });
    if (early !== 'late') return early;
    asked.push(again().then((answer) => ({ answer, hedged: true })));
  }
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
