import type { Subscription } from 'nats';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';

/** Counts notices that a stream stored something, and lets a reader sleep until the next one. */
export class Wakeup implements Disposable {
  count = 0;
  readonly #subscriptions: Subscription[] = [];
  readonly #status: Closable;
  readonly #signal: AbortSignal;
  #wake: () => void = () => undefined;
  readonly #notice = (): void => {
    this.count += 1;
    this.#wake();
  };

  constructor(link: Link, subjects: string[], signal: AbortSignal, listen: boolean) {
    this.#signal = signal;
    if (listen)
      for (const subject of subjects)
        this.#subscriptions.push(link.connection.subscribe(subject, { callback: this.#notice }));
    this.#status = link.onStatus(({ type }) => {
      if (type === 'connected') this.#notice();
    });
    signal.addEventListener('abort', this.#notice);
  }

  /** Resolves once there were more notices than `seen`, or the time is up. */
  async after(seen: number, withinMs: number): Promise<void> {
    if (this.count > seen || this.#signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    const late = setTimeout(this.#wake, withinMs);
    await promise;
    clearTimeout(late);
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    void this.#status.close();
    this.#signal.removeEventListener('abort', this.#notice);
  }
}
