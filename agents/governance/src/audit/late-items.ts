import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '@sremesh/contracts';
import type { Logger } from 'pino';
import type { Item } from './block.ts';
import type { ChainWriter } from './writer.ts';

const maxWaiting = 1000;
const pauseMs = 1000;
const closeWithinMs = 3000;

/** What has happened already, on its way into the audit: tried again until it is there. Beyond the bound it is only logged. */
export class LateItems {
  readonly #writer: Pick<ChainWriter, 'append'>;
  readonly #log: Logger;
  #waiting: Item[] = [];
  #storing: Promise<void> | undefined;
  #closed = false;

  constructor(writer: Pick<ChainWriter, 'append'>, log: Logger) {
    this.#writer = writer;
    this.#log = log;
  }

  add(item: Item): void {
    if (this.#waiting.length >= maxWaiting) {
      this.#log.error({ audit: true, item }, 'this is not in the audit: too much waits to be recorded');
      return;
    }
    this.#waiting.push(item);
    this.#storing ??= this.#storeAll().finally(() => (this.#storing = undefined));
  }

  /** Resolved once nothing waits, or the time is up. */
  async close(): Promise<void> {
    await Promise.race([this.#storing, sleep(closeWithinMs, undefined, { ref: false })]);
    this.#closed = true;
    for (const item of this.#waiting) this.#log.error({ audit: true, item }, 'this is not in the audit');
  }

  async #storeAll(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && !this.#closed; next = this.#waiting[0]) {
      try {
        await this.#writer.append(next);
        this.#waiting.shift();
      } catch (error) {
        this.#log.warn({ err: error }, `recording in the audit is tried again: ${errorMessage(error)}`);
        await sleep(pauseMs * (0.5 + Math.random()), undefined, { ref: false });
      }
    }
  }
}
