import type { FeedEvent } from '@sremesh/contracts';

/**
 * The newest events, shared by all readers. A reader is only a sequence number, so that a slow one costs nothing and
 * one that falls behind what is kept can be told.
 */
export class EventRing {
  readonly #capacity: number;
  #items: FeedEvent[] = [];
  #lastDropped = 0;
  #waiting = new Set<() => void>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Sequence of the newest event; 0 while there is none. */
  get last(): number {
    return this.#items.at(-1)?.sequence ?? this.#lastDropped;
  }

  push(item: FeedEvent): void {
    this.#items.push(item);
    // Dropped in halves, so that a push costs the same on average however large the ring.
    if (this.#items.length >= 2 * this.#capacity) {
      const dropped = this.#items.splice(0, this.#items.length - this.#capacity);
      this.#lastDropped = dropped.at(-1)?.sequence ?? this.#lastDropped;
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** The sequence after which everything is still here. */
  get oldest(): number {
    return this.#lastDropped;
  }

  /** Whether everything after this sequence is still here. */
  holds(sequence: number): boolean {
    return sequence >= this.#lastDropped;
  }

  /** Events after a sequence, oldest first. */
  after(sequence: number, limit: number): FeedEvent[] {
    const from = this.#items.findLastIndex((item) => item.sequence <= sequence) + 1;
    return this.#items.slice(from, from + limit);
  }

  /** Resolves at the next push, after the time, or when aborted; whichever comes first. */
  changed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}
