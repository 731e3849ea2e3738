import { setTimeout as sleep } from 'node:timers/promises';
import { AuditCheckpoint, digestOf, errorMessage, MeshError, type AuditBlock } from '@sremesh/contracts';
import type { AuditSigner } from '@sremesh/audit';
import { isConflict } from '../create-or-get.ts';
import type { BlockLog } from './block-log.ts';
import { makeBlock, type Item } from './block.ts';
import { readTail, tailAfter, type Tail } from './tail.ts';

export interface WriterOptions {
  log: BlockLog;
  signer: AuditSigner;
  /** A checkpoint follows each so many records of a tenant; default 100. */
  every?: number;
  /** A checkpoint follows at the latest so long after a record; default 10,000. */
  closeAfterMs?: number;
  /** Told each checkpoint once it is stored. */
  onCheckpoint?: (checkpoint: AuditCheckpoint) => void;
}

interface Waiting extends Item {
  stored: () => void;
  failed: (error: unknown) => void;
}

/** A block with what it is to follow; the same is sent again as long as nobody knows whether it was stored. */
interface Made {
  block: AuditBlock;
  /** How many of those that wait are in it. */
  taken: number;
  after: number;
  due: boolean;
  sent: boolean;
}

const maxWaiting = 10_000;
const knownBatches = 10_000;
const attempts = 5;
/** Who loses a race has seen another writer go on, so it may lose more often. */
const races = 30;
/** After trouble the log is tried again so often, also where nobody asks. */
const probeAfterMs = 2000;

/**
 * Appends to the audit, one block at a time.
 *
 * 1. An item is told to be stored when the block that holds it is. What is not stored is told to have failed, together
 *    with all that waited behind it, so that no later event is recorded without an earlier one.
 * 2. A block follows the one that was last when it was made, or is not stored: another writer's block is then read, and the
 *    items are placed anew after it. So chains never fork.
 * 3. Where no answer came, the log is read: it says whether the block is there. If not, the very same block is sent again.
 * 4. An event is taken only behind the one that it follows: after a failure none is, until `events` says where to go on.
 * 5. An event up to the sequence recorded, and a batch whose id is known, are recorded already: stored, not written again.
 */
export class ChainWriter {
  readonly #options: Required<WriterOptions>;
  #waiting: Waiting[] = [];
  #batches = new Set<string>();
  #tail: Tail | undefined;
  #made: Made | undefined;
  #due = false;
  #closing: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #trouble: string | null = null;
  /** Up to which event all are recorded or wait to be. */
  #reached = -1;

  constructor(options: WriterOptions) {
    this.#options = { every: 100, closeAfterMs: 10_000, onCheckpoint: () => undefined, ...options };
  }

  /** Why nothing can be recorded, or null. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Sequence in the event log up to which events are recorded. */
  async events(): Promise<number> {
    const { events } = await this.#readTail();
    this.#reached = events;
    return events;
  }

  /** Resolved once stored. Throws what the log throws, and MESH_NO_RESPONDER where too much waits already. */
  append(item: Item): Promise<void> {
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(
        new MeshError('MESH_NO_RESPONDER', `${maxWaiting} entries wait to be recorded in the audit already`),
      );
    const { events, follows } = item;
    if (follows !== undefined && follows > this.#reached)
      return Promise.reject(
        new MeshError('MESH_CONFLICT', `event ${follows} is not recorded, which the next one follows`),
      );
    if (events !== undefined) this.#reached = Math.max(this.#reached, events);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...item, stored: resolve, failed: reject });
    this.#write();
    return promise;
  }

  /** Signs what is not signed yet; resolved once nothing waits, at the latest after some seconds of trouble. */
  async close(): Promise<void> {
    this.#due = true;
    this.#write();
    while (this.#writing !== undefined) await this.#writing;
    clearTimeout(this.#closing);
  }

  #write(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#waiting.length > 0 || this.#due) this.#write();
    });
  }

  async #writeAll(): Promise<void> {
    // Whatever is appended in the same turn goes into the same block.
    await Promise.resolve();
    for (let attempt = 1; this.#waiting.length > 0 || this.#due;) {
      try {
        await this.#writeBlock();
        this.#trouble = null;
        attempt = 1;
      } catch (error) {
        const limit = isConflict(error) ? races : attempts;
        const again = error instanceof MeshError && error.retryable && attempt < limit;
        if (!again) return this.#fail(error);
        attempt += 1;
        await sleep(isConflict(error) ? Math.random() * 20 : 50 * 2 ** attempt * (0.5 + Math.random() / 2));
      }
    }
  }

  async #writeBlock(): Promise<void> {
    const { log } = this.#options;
    const made = (this.#made ??= await this.#make());
    const { block, after } = made;
    if (block.records.length === 0) return this.#settle(made, after);
    if (made.sent) {
      const [next] = await log.read(after + 1, 1);
      // Another writer's may begin with the same event and hold less.
      if (next !== undefined && digestOf(next.block) === digestOf(block))
        return this.#settle(made, next.sequence);
      if (next !== undefined) {
        this.#made = undefined;
        this.#tail = undefined;
        return undefined;
      }
    }
    made.sent = true;
    return this.#settle(made, await log.append(block, after));
  }

  async #make(): Promise<Made> {
    const { signer, every } = this.#options;
    const tail = await this.#readTail();
    const due = this.#due;
    const { block, taken } = makeBlock(tail, this.#waiting, {
      signer,
      every,
      due,
      recorded: this.#batches,
      now: new Date(),
    });
    return { block, taken, due, after: tail.sequence, sent: false };
  }

  #settle({ block, taken, due }: Made, sequence: number): void {
    this.#made = undefined;
    this.#tail = tailAfter(sequence, block);
    if (due) this.#due = false;
    for (const id of block.batches) this.#remember(id);
    for (const { stored } of this.#waiting.splice(0, taken)) stored();
    if ([...this.#tail.heads.values()].some(({ unsigned }) => unsigned > 0))
      this.#closeIn(this.#options.closeAfterMs);
    for (const { kind, data } of block.records)
      if (kind === 'checkpoint') this.#options.onCheckpoint(AuditCheckpoint.parse(data));
  }

  async #readTail(): Promise<Tail> {
    if (this.#tail !== undefined) return this.#tail;
    const { tail, batches } = await readTail(this.#options.log, this.#options.signer);
    for (const id of batches) this.#remember(id);
    this.#tail = tail;
    return tail;
  }

  #remember(batch: string): void {
    this.#batches.add(batch);
    const [oldest] = this.#batches;
    if (this.#batches.size > knownBatches && oldest !== undefined) this.#batches.delete(oldest);
  }

  #fail(error: unknown): void {
    this.#trouble = `the audit cannot be written: ${errorMessage(error)}`;
    this.#made = undefined;
    this.#tail = undefined;
    this.#reached = -1;
    this.#due = false;
    for (const { failed } of this.#waiting.splice(0)) failed(error);
    this.#closeIn(probeAfterMs);
  }

  #closeIn(ms: number): void {
    this.#closing ??= setTimeout(() => {
      this.#closing = undefined;
      this.#due = true;
      this.#write();
    }, ms).unref();
  }
}
