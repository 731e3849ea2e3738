import { errorMessage, MeshError } from '@sremesh/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog, type Log } from '../log.ts';
import type { Closable, Store, Stored } from '../mesh.ts';
import { moment, sinceMs, type Moment } from './moment.ts';
import type { LeaseRecord } from './record.ts';
import { jittered, leaseTiming } from './timing.ts';

/** One contender's view of a lease that one process holds at a time. */
export interface Lease extends Closable {
  /** Whether this process holds it at this very moment. Ask again right before each act that only the holder may do. */
  valid(): boolean;
  /** The term it is held in; undefined where it is not. */
  readonly term: number | undefined;
  /** Who held it when last looked, this process included. */
  readonly holder: string | undefined;
  /** Told the term when holding begins, and undefined when it has ended. */
  onChange(listener: (term: number | undefined) => void): Closable;
}

export interface LeaseOptions {
  store: Store<LeaseRecord>;
  key: string;
  /** Instance of this process. */
  holder: string;
  log?: Log;
}

/**
 * A lease in one key of a bucket, by create and update of an expected revision.
 *
 * 1. The key is written only on the revision read just before, and only where it is free: absent, given back, this
 *    process's own, or unchanged for `takenAfterMs` by the contender's own monotonic clock since it first read it.
 * 2. Holding lasts `heldForMs` from before the write that was acknowledged. So it is over before 1 lets anybody else in,
 *    whatever the clocks of the two show, and whether or not the holder can be reached, runs, or knows.
 * 3. A process that was stopped finds `valid()` false when it goes on, before any event reaches it.
 * 4. One uninterrupted holding is one term; beginning again, even by the same process, is a new one.
 * 5. A write without an answer decides nothing: the key is read again first.
 */
export class KeyLease implements Lease {
  readonly #options: Required<LeaseOptions>;
  readonly #nonce = randomUUID();
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(term: number | undefined) => void>();
  readonly #looping: Promise<void>;
  #held: { term: number; from: Moment } | undefined;
  #ending: NodeJS.Timeout | undefined;
  #seen: (LeaseRecord & { revision: number; atMs: number }) | undefined;

  constructor(options: LeaseOptions) {
    this.#options = { log: silentLog, ...options };
    this.#looping = this.#loop();
  }

  valid(): boolean {
    return this.term !== undefined;
  }

  get term(): number | undefined {
    const held = this.#held;
    return held !== undefined && sinceMs(held.from) < leaseTiming.heldForMs ? held.term : undefined;
  }

  get holder(): string | undefined {
    return this.#seen?.holder ?? undefined;
  }

  onChange(listener: (term: number | undefined) => void): Closable {
    this.#listeners.add(listener);
    return { close: async () => void this.#listeners.delete(listener) };
  }

  /** Gives it back where it is held, so that another takes it at once. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#looping;
    const held = this.valid();
    this.#end();
    if (!held) return;
    try {
      const current = await this.#look();
      if (current?.value.nonce === this.#nonce)
        await this.#write({ ...current.value, holder: null }, current);
    } catch (error) {
      this.#options.log.debug({ err: error }, `a lease ends by itself: ${errorMessage(error)}`);
    }
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const pauseMs = await this.#contend().catch((error: unknown) => {
        this.#options.log.debug({ err: error }, `${this.#options.key}: ${errorMessage(error)}`);
        return jittered(leaseTiming.lookEveryMs / 2);
      });
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes or renews it where that may be done. Answers how long to wait until the next time. */
  async #contend(): Promise<number> {
    const current = await this.#look();
    const waitMs = this.#freeInMs();
    if (waitMs > 0) return Math.min(waitMs, jittered(leaseTiming.lookEveryMs));
    if (!this.valid()) this.#end();
    const from = moment();
    const term = this.term ?? (this.#seen?.term ?? 0) + 1;
    await this.#write({ holder: this.#options.holder, nonce: this.#nonce, term }, current);
    this.#hold(term, from);
    return jittered(leaseTiming.renewEveryMs);
  }

  async #look(): Promise<Stored<LeaseRecord> | undefined> {
    const { store, key } = this.#options;
    const current = await inTime(store.get(key));
    const atMs = performance.now();
    const revision = current?.revision ?? 0;
    // A key that vanished is no freer than one that changed.
    const record = current?.value ?? this.#seen;
    if (record !== undefined && revision !== this.#seen?.revision) this.#seen = { ...record, revision, atMs };
    return current;
  }

  /** 0 where it may be written now. */
  #freeInMs(): number {
    const seen = this.#seen;
    if (seen === undefined || seen.holder === null || seen.nonce === this.#nonce) return 0;
    return Math.max(0, seen.atMs + leaseTiming.takenAfterMs - performance.now());
  }

  async #write(record: LeaseRecord, before: Stored<LeaseRecord> | undefined): Promise<void> {
    const { store, key } = this.#options;
    const written =
      before === undefined ? store.create(key, record) : store.update(key, record, before.revision);
    const revision = await inTime(written);
    this.#seen = { ...record, revision, atMs: performance.now() };
  }

  #hold(term: number, from: Moment): void {
    const restMs = leaseTiming.heldForMs - sinceMs(from);
    if (restMs <= 0) return;
    const before = this.#held?.term;
    this.#held = { term, from };
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => this.#end(), restMs);
    if (before !== term) this.#tell(term);
  }

  #end(): void {
    clearTimeout(this.#ending);
    if (this.#held === undefined) return;
    this.#held = undefined;
    this.#tell(undefined);
  }

  #tell(term: number | undefined): void {
    const { key, holder, log } = this.#options;
    const what = term === undefined ? `${key} is no longer held here` : `${key} is held here, term ${term}`;
    log.info({ holder, term }, what);
    for (const listener of this.#listeners) listener(term);
  }
}

/** Throws MESH_TIMEOUT where there is no answer soon enough for a lease. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { answerWithinMs } = leaseTiming;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new MeshError('MESH_TIMEOUT', `no answer within ${answerWithinMs} ms`)),
    answerWithinMs,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
