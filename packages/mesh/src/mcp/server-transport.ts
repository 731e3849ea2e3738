import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/server';
import { errorMessage, rpcErrorCodes, subjects } from '@sremesh/contracts';
import type { Msg, Subscription } from 'nats';
import type { Log } from '../log.ts';
import type { Link } from '../nats/link.ts';
import { Outbox } from '../nats/outbox.ts';
import { admit, isInboxOf } from './admit.ts';

interface InFlight {
  id: string | number;
  reply: string;
}

export interface ServerTransportOptions {
  role: string;
  tenants: readonly string[];
  log: Log;
  /** Calls answered at once; more are refused. */
  maxInFlight: number;
}

/**
 * The server's end of MCP over NATS: one SDK instance serves all callers.
 *
 * 1. Requests come through a queue group, so one replica gets each; cancellations come to every replica, and the one that
 *    holds the call knows it by its reply subject.
 * 2. The SDK sees ids of ours, unique over all callers; the caller gets its own back.
 * 3. Nothing is published but to the reply subject of an admitted request, which `admit` found to be its caller's inbox.
 * 4. A cancelled call gets no response: its entry is gone.
 */
export class NatsServerTransport implements Transport {
  onmessage?: NonNullable<Transport['onmessage']>;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  readonly #link: Link;
  readonly #options: ServerTransportOptions;
  readonly #outbox: Outbox;
  readonly #inFlight = new Map<number, InFlight>();
  readonly #byReply = new Map<string, number>();
  #subscriptions: Subscription[] = [];
  #count = 0;
  #idle: (() => void) | undefined;

  constructor(link: Link, options: ServerTransportOptions) {
    this.#link = link;
    this.#options = options;
    this.#outbox = new Outbox(link.connection, (error) => this.onerror?.(error));
  }

  async start(): Promise<void> {
    const { role, tenants } = this.#options;
    const { connection } = this.#link;
    const guarded = (receive: (message: Msg) => void) => ({
      callback: (error: Error | null, message: Msg): void => {
        if (error === null) receive(message);
        else this.onerror?.(error);
      },
    });
    for (const tenant of tenants) {
      const requests = { queue: role, ...guarded((message) => this.#request(message)) };
      const cancels = guarded((message) => this.#cancel(message));
      this.#subscriptions.push(
        connection.subscribe(subjects.requestsTo(tenant, role), requests),
        connection.subscribe(subjects.cancel(tenant, '*', role), cancels),
      );
    }
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if ('method' in message) {
      const call = this.#inFlight.get(Number(options?.relatedRequestId));
      if (call !== undefined) this.#outbox.publish(call.reply, message);
      return;
    }
    const call = this.#forget(Number(message.id));
    if (call !== undefined) this.#answer(call, message);
  }

  /** Takes no more requests; resolves once those in flight are answered. */
  async drain(): Promise<void> {
    const open = this.#subscriptions.filter((subscription) => !subscription.isClosed());
    await Promise.all(open.map((subscription) => subscription.drain()));
    if (this.#inFlight.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  async close(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#subscriptions = [];
    this.onclose?.();
  }

  #request(message: Msg): void {
    const { role, tenants, log, maxInFlight } = this.#options;
    const reply = message.reply ?? '';
    const verdict = admit({ subject: message.subject, reply, body: message.data }, role, tenants);
    if (verdict.kind === 'dropped') {
      log.warn(
        { subject: message.subject, reply, code: verdict.code },
        `refused a request: ${verdict.reason}`,
      );
      return;
    }
    if (verdict.kind === 'error') {
      const { id, code, data } = verdict;
      this.#refuse(reply, id, { code, message: verdict.message, ...(data === undefined ? {} : { data }) });
      return;
    }
    const { request } = verdict;
    if (this.#inFlight.size >= maxInFlight) {
      const text = `${role} answers ${maxInFlight} calls already; try again`;
      this.#refuse(reply, request.id, { code: rpcErrorCodes.busy, message: text });
      return;
    }
    this.#count += 1;
    this.#inFlight.set(this.#count, { id: request.id, reply });
    this.#byReply.set(reply, this.#count);
    this.onmessage?.({ ...request, jsonrpc: '2.0', id: this.#count });
  }

  #cancel(message: Msg): void {
    const reply = message.reply ?? '';
    const caller = message.subject.split('.')[4] ?? '';
    const id = isInboxOf(caller, reply) ? this.#byReply.get(reply) : undefined;
    if (id === undefined) return;
    this.#forget(id);
    this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
  }

  #answer(call: InFlight, message: JSONRPCMessage): void {
    try {
      this.#outbox.publish(call.reply, { ...message, id: call.id });
    } catch (error) {
      this.#refuse(call.reply, call.id, { code: rpcErrorCodes.tooLarge, message: errorMessage(error) });
    }
  }

  #refuse(reply: string, id: string | number | null, error: object): void {
    this.#outbox.publish(reply, { jsonrpc: '2.0', id, error });
  }

  #forget(id: number): InFlight | undefined {
    const call = this.#inFlight.get(id);
    if (call === undefined) return undefined;
    this.#inFlight.delete(id);
    this.#byReply.delete(call.reply);
    if (this.#inFlight.size === 0) this.#idle?.();
    return call;
  }
}
