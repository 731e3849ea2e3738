import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, MeshError, type AuditBatch, type CallFact } from '@sremesh/contracts';
import type { Logger } from 'pino';

export interface ReporterOptions {
  /** Stores a batch; resolved once it is durable. The same id is stored once. */
  send: (tenant: string, batch: AuditBatch) => Promise<void>;
  log: Logger;
  /** Facts kept at most until they are stored; default 10,000. */
  bound?: number;
}

const batchSize = 200;
const everyMs = 100;
const sendingAtOnce = 4;
const longestPauseMs = 5000;

/**
 * Facts of served calls on their way to the audit, in batches. None is dropped: who wants to serve a call while the bound
 * is reached is refused before it is done.
 */
export class CallReporter {
  readonly #options: Required<ReporterOptions>;
  readonly #start = randomBytes(8).toString('hex');
  readonly #waiting = new Map<string, CallFact[]>();
  readonly #sending = new Set<Promise<void>>();
  #size = 0;
  #batches = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ReporterOptions) {
    this.#options = { bound: 10_000, ...options };
  }

  /** Facts that are not stored yet. */
  get size(): number {
    return this.#size;
  }

  /** Throws MESH_NO_RESPONDER where a call could not be reported. */
  admit(): void {
    if (this.#size < this.#options.bound) return;
    throw new MeshError(
      'MESH_NO_RESPONDER',
      `busy: ${this.#size} served calls wait to be stored in the audit`,
      {
        remedy: 'Nothing was done; try again.',
      },
    );
  }

  add(fact: CallFact): void {
    const facts = this.#waiting.get(fact.tenant) ?? [];
    facts.push(fact);
    this.#waiting.set(fact.tenant, facts);
    this.#size += 1;
    if (facts.length >= batchSize) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), everyMs);
  }

  /** Stores what waits; resolved once it is, or the time is up. */
  async close(withinMs: number): Promise<void> {
    const late = sleep(withinMs, undefined, { ref: false });
    this.#flush();
    await Promise.race([late, this.#drained()]);
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#size > 0)
      this.#options.log.error({ facts: this.#size }, 'served calls could not be stored in the audit');
  }

  async #drained(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [tenant, facts] of this.#waiting) {
      while (facts.length > 0 && this.#sending.size < sendingAtOnce) {
        const batch = { id: `${this.#start}-${++this.#batches}`, facts: facts.splice(0, batchSize) };
        const sending = this.#send(tenant, batch).finally(() => {
          this.#sending.delete(sending);
          this.#flush();
        });
        this.#sending.add(sending);
      }
      if (facts.length === 0) this.#waiting.delete(tenant);
    }
  }

  async #send(tenant: string, batch: AuditBatch): Promise<void> {
    for (let attempt = 1; !this.#closed; attempt += 1) {
      try {
        await this.#options.send(tenant, batch);
        this.#size -= batch.facts.length;
        return;
      } catch (error) {
        if (attempt === 1)
          this.#options.log.warn(
            { err: error },
            `reporting served calls is tried again: ${errorMessage(error)}`,
          );
        await sleep(Math.min(longestPauseMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2), undefined, {
          ref: false,
        });
      }
    }
  }
}
