import { AuditBatch, auditConsumer, parseSubject, streams } from '@sremesh/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JetStreamClient, JsMsg } from 'nats';
import { describe, parseJson } from '../json.ts';
import type { Log } from '../log.ts';
import type { Closable, ReportedCalls } from '../mesh.ts';
import { toMeshError } from '../nats/errors.ts';
import { isRelayed } from '../nats/stored-message.ts';

/** Batches asked for at once; what is not acknowledged counts at the server, which bounds it too. */
const atOnce = 128;

/**
 * Takes the batches of served calls that agents reported.
 *
 * 1. A batch is acknowledged after its taker resolved, put back where it threw; what is neither comes again.
 * 2. Tenant and sender come from the subject. What the sender may not have published, or what is no batch of that
 *    tenant, is logged and dropped: it cannot become right.
 */
export class Reports implements Closable {
  readonly #jetstream: JetStreamClient;
  readonly #take: (calls: ReportedCalls) => Promise<void>;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  readonly #open = new Set<Promise<void>>();
  readonly #looping: Promise<void>;
  #messages: ConsumerMessages | undefined;

  constructor(jetstream: JetStreamClient, take: (calls: ReportedCalls) => Promise<void>, log: Log) {
    this.#jetstream = jetstream;
    this.#take = take;
    this.#log = log;
    this.#looping = this.#loop();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#messages?.close();
    await this.#looping;
    await Promise.all(this.#open);
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping;
    let consumer: Consumer | undefined;
    while (!signal.aborted) {
      try {
        consumer ??= await this.#jetstream.consumers.get(streams.audit.name, auditConsumer);
        const messages = await consumer.consume({ max_messages: atOnce, expires: 2000, idle_heartbeat: 500 });
        this.#messages = messages;
        if (signal.aborted) messages.stop();
        for await (const message of messages) this.#settle(message);
      } catch (error) {
        if (signal.aborted) return;
        const failure = toMeshError(error, 'taking what agents report');
        this.#log.warn({ err: failure }, failure.message);
      }
      if (!signal.aborted)
        await sleep(250 + Math.random() * 250, undefined, { signal }).catch(() => undefined);
    }
  }

  #settle(message: JsMsg): void {
    const calls = decode(message);
    if (typeof calls === 'string') {
      this.#log.warn({ subject: message.subject, sequence: message.seq }, `dropped a report: ${calls}`);
      message.term();
      return;
    }
    const open = this.#take(calls).then(
      () => message.ack(),
      () => message.nak(1000 + Math.random() * 1000),
    );
    this.#open.add(open);
    void open.finally(() => this.#open.delete(open));
  }
}

function decode(message: JsMsg): ReportedCalls | string {
  const { tenant, tail } = parseSubject(message.subject) ?? {};
  const [role, instance] = tail ?? [];
  if (tenant === undefined || role === undefined || instance === undefined) return 'not from an agent';
  if (isRelayed(message.headers)) return 'it was relayed through a reply subject';
  const parsed = parseJson(message.data);
  if ('error' in parsed) return `not JSON: ${parsed.error}`;
  const batch = AuditBatch.safeParse(parsed.value);
  if (!batch.success) return describe(batch.error);
  if (batch.data.facts.some((fact) => fact.tenant !== tenant)) return 'facts of another tenant';
  return { tenant, role, instance, ...batch.data };
}
