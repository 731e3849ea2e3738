import {
  errorMessage,
  isToolName,
  MeshError,
  parseSubject,
  streams,
  workConsumer,
  type InProgress,
  type WorkContext,
  type WorkHandlers,
} from '@sremesh/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JetStreamClient, JsMsg } from 'nats';
import type { Log } from '../log.ts';
import type { Closable, DeadLetter, WorkLoop, WorkOptions } from '../mesh.ts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';
import { isRelayed } from '../nats/stored-message.ts';
import { whenCutOff } from './cut-off.ts';
import { buryWork } from './dead-letter.ts';
import { InTurn } from './in-turn.ts';
import { decodeWork, type Work } from './message.ts';
import { attemptOf, retryDelayMs, waitMs, workTiming } from './timing.ts';

const defaults: Required<WorkOptions> = {
  concurrency: 8,
  maxDeliveries: 8,
  onDeadLetter: async () => undefined,
  onChange: () => undefined,
};

interface Handler {
  run(input: unknown, work: WorkContext): Promise<void>;
}

/**
 * Takes one role's handoffs from the work queue.
 *
 * 1. A message is settled once: acknowledged after its handler resolved or its dead letter is stored, else put back.
 *    Whatever is neither, because this process died, comes again after the acknowledgement wait.
 * 2. While a message is here it is said to be in progress more often than that wait, also while it waits its turn.
 * 3. At most `concurrency` messages are here: no more are asked for than there is room, and none are kept in store.
 * 4. Two handoffs of one incident do not run at once in this process; they run in the order they came.
 * 5. What cannot be valid later (not JSON, wrong tool, wrong arguments) is buried at once, never run, never retried.
 * 6. A delivery before the handoff's time is put back and is no attempt.
 */
export class QueueWorker implements WorkLoop {
  readonly #jetstream: JetStreamClient;
  readonly #role: string;
  readonly #handlers: { [tool: string]: Handler['run'] | undefined };
  readonly #options: Required<WorkOptions>;
  readonly #log: Log;
  readonly #drainMs: () => number;
  readonly #stopping = new AbortController();
  readonly #turns = new InTurn();
  readonly #taken = new Map<JsMsg, { done: Promise<void>; lost: AbortController }>();
  readonly #cutOff: Closable;
  readonly #looping: Promise<void>;
  #fetching: ConsumerMessages | undefined;
  #room: () => void = () => undefined;

  constructor(
    link: Link,
    jetstream: JetStreamClient,
    role: string,
    handlers: WorkHandlers,
    options: WorkOptions,
    log: Log,
    drainMs: () => number,
  ) {
    this.#jetstream = jetstream;
    this.#role = role;
    this.#handlers = handlers;
    this.#options = { ...defaults, ...options };
    this.#log = log;
    this.#drainMs = drainMs;
    this.#cutOff = whenCutOff(link, workTiming.ackWaitMs, () => {
      for (const { lost } of this.#taken.values()) lost.abort(new Error('cut off from NATS for too long'));
    });
    this.#looping = this.#loop();
  }

  get active(): number {
    return this.#taken.size;
  }

  get inProgress(): InProgress[] {
    return [...this.#taken.keys()].map(({ info }) => ({
      stored: info.streamSequence,
      delivered: info.deliverySequence,
      deliveries: info.deliveryCount,
    }));
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.#room();
    await this.#fetching?.close();
    const all = Promise.all([this.#looping, ...[...this.#taken.values()].map(({ done }) => done)]);
    await Promise.race([all, sleep(this.#drainMs(), undefined, { ref: false })]);
    await this.#cutOff.close();
    for (const [message, { lost }] of this.#taken) {
      lost.abort(new Error('the agent is shutting down'));
      message.nak();
    }
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    let consumer: Consumer | undefined;
    while (!signal.aborted) {
      try {
        consumer ??= await this.#jetstream.consumers.get(streams.work.name, workConsumer(this.#role));
        await this.#fetch(consumer);
      } catch (error) {
        if (signal.aborted) return;
        const failure = toMeshError(error, `taking work of ${this.#role}`);
        this.#log.warn({ err: failure }, failure.message);
        await sleep(250 + Math.random() * 250);
      }
    }
  }

  async #fetch(consumer: Consumer): Promise<void> {
    const free = this.#options.concurrency - this.#taken.size;
    if (free === 0) {
      await new Promise<void>((resolve) => (this.#room = resolve));
      return;
    }
    const messages = await consumer.fetch({ max_messages: free, expires: 2000, idle_heartbeat: 500 });
    this.#fetching = messages;
    if (this.#stopping.signal.aborted) messages.stop();
    for await (const message of messages)
      if (this.#stopping.signal.aborted) message.nak();
      else this.#take(message);
    this.#fetching = undefined;
  }

  #take(message: JsMsg): void {
    const lost = new AbortController();
    const beating = setInterval(() => message.working(), workTiming.workingEveryMs);
    lost.signal.addEventListener('abort', () => clearInterval(beating));
    const done = this.#settle(message, lost.signal)
      .catch((error: unknown) => {
        this.#log.error(
          { err: error, subject: message.subject },
          `a handoff is put back: ${errorMessage(error)}`,
        );
        message.nak(retryDelayMs(message.info.deliveryCount));
      })
      .finally(() => {
        clearInterval(beating);
        this.#taken.delete(message);
        this.#room();
        this.#options.onChange();
      });
    this.#taken.set(message, { done, lost });
    this.#options.onChange();
  }

  async #settle(message: JsMsg, lost: AbortSignal): Promise<void> {
    const decoded = isRelayed(message.headers)
      ? { invalid: 'it was not handed over by an agent but relayed through a reply subject' }
      : decodeWork(message.subject, message.data, this.#role);
    if ('invalid' in decoded) {
      const { invalid: reason, id = `seq-${message.seq}`, tool = 'unknown' } = decoded;
      const address = parseSubject(message.subject);
      const { tenant = 'unknown', tail: [, incident = 'unknown'] = [] } = address ?? {};
      await this.#bury(message, { tool, tenant, incident, id, reason });
      return;
    }
    const { work } = decoded;
    const early = waitMs(work.notBeforeMs, Date.now());
    if (early > 0) {
      message.nak(early);
      return;
    }
    await this.#turns.run(`${work.tenant}/${work.incident}`, () => this.#attempt(message, work, lost));
  }

  async #attempt(message: JsMsg, work: Work, lost: AbortSignal): Promise<void> {
    if (lost.aborted) return;
    const { id, tool, tenant, incident, traceparent, grant, input } = work;
    const { deliveryCount, timestampNanos } = message.info;
    const attempt = attemptOf(deliveryCount, timestampNanos / 1e6, work.notBeforeMs);
    try {
      const handler = isToolName(tool) ? this.#handlers[tool] : undefined;
      if (handler === undefined)
        throw new MeshError('MESH_TOOL_UNKNOWN', `${this.#role} has no handler for ${tool}`);
      await handler(input, { id, tenant, incident, traceparent, grant, delivery: attempt, signal: lost });
      message.ack();
    } catch (error) {
      if (lost.aborted) return;
      this.#log.warn({ err: error, tool, incident, id, attempt }, `${tool} failed: ${errorMessage(error)}`);
      if (attempt < this.#options.maxDeliveries) message.nak(retryDelayMs(attempt));
      else await this.#bury(message, { tool, tenant, incident, id, reason: errorMessage(error) });
    }
  }

  async #bury(message: JsMsg, letter: DeadLetter): Promise<void> {
    await buryWork(this.#jetstream, this.#role, message, letter);
    this.#log.error({ ...letter }, `gave up on ${letter.tool} for ${letter.incident}: ${letter.reason}`);
    await this.#options.onDeadLetter(letter);
    message.ack();
  }
}
