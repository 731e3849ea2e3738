import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { denied, toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';
import { Outbox } from '../nats/outbox.ts';
import type { Closable } from '../mesh.ts';
import { MeshError, subjects } from '@sremesh/contracts';
import { createInbox, type Msg, type Subscription } from 'nats';

interface Pending {
  id: string | number;
  subject: string;
  settle(error?: MeshError): void;
  /** A progress notification was delivered in this turn of the event loop. */
  progressing: boolean;
}

/**
 * The caller's end of MCP over NATS, for one server and one tenant.
 *
 * 1. Each request has a reply subject of its own under this process' inbox; it is the key of the call, here and at the
 *    server, so two processes of one role never mix up their calls.
 * 2. `send` of a request settles when its answer came or cannot come; the SDK turns its rejection into that of the call.
 * 3. A result is delivered a turn after the last progress, which the SDK would otherwise drop.
 * 4. A cancelled call is forgotten at once: no response follows, and a late one is dropped unread.
 */
export class NatsClientTransport implements Transport {
  onmessage?: NonNullable<Transport['onmessage']>;
  onerror?: (error: Error) => void;
  onclose?: () => void;
  readonly #link: Link;
  readonly #route: { tenant: string; caller: string; server: string };
  readonly #inbox: string;
  readonly #outbox: Outbox;
  readonly #pending = new Map<string, Pending>();
  readonly #byId = new Map<string | number, string>();
  #subscription: Subscription | undefined;
  #denials: Closable | undefined;
  #count = 0;

  constructor(link: Link, route: { tenant: string; caller: string; server: string }) {
    this.#link = link;
    this.#route = route;
    this.#inbox = `${createInbox(link.inboxPrefix)}.`;
    this.#outbox = new Outbox(link.connection, (error) => this.#failAll(error));
  }

  async start(): Promise<void> {
    this.#subscription = this.#link.connection.subscribe(`${this.#inbox}*`, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.#failAll(toMeshError(error, 'listening for replies'));
      },
    });
    this.#denials = this.#link.onStatus((status) => {
      if (status.type === 'denied') this.#refuse(status.subject);
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message)) return;
    const { tenant, caller, server } = this.#route;
    if (!('id' in message)) {
      const token = this.#cancelled(message.params);
      if (token !== undefined)
        this.#outbox.publish(subjects.cancel(tenant, caller, server), message, this.#inbox + token);
      return;
    }
    const tool = message.method === 'tools/call' ? String(message.params?.['name']) : undefined;
    const subject = subjects.request(tenant, caller, server, message.method, tool);
    const token = (this.#count += 1).toString(36);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#pending.set(token, {
      id: message.id,
      subject,
      progressing: false,
      settle: (error) => (error === undefined ? resolve(undefined) : reject(error)),
    });
    this.#byId.set(message.id, token);
    try {
      this.#outbox.publish(subject, message, this.#inbox + token);
    } catch (error) {
      this.#forget(token)?.settle(toMeshError(error, subject));
    }
    await promise;
  }

  async close(): Promise<void> {
    this.#subscription?.unsubscribe();
    await this.#denials?.close();
    this.#failAll(new MeshError('MESH_NATS_UNREACHABLE', 'the mesh is closing'));
    this.onclose?.();
  }

  #receive(message: Msg): void {
    const token = message.subject.slice(this.#inbox.length);
    const pending = this.#pending.get(token);
    if (pending === undefined) return;
    if (message.data.length === 0 && message.headers?.code === 503) {
      const { server, tenant } = this.#route;
      const error = new MeshError('MESH_NO_RESPONDER', `no ${server} agent serves tenant ${tenant}`, {
        remedy: 'It is starting or was lost; `sremesh agents` shows which are alive. Try again.',
      });
      this.#forget(token)?.settle(error);
      return;
    }
    let reply: JSONRPCMessage;
    try {
      reply = message.json<JSONRPCMessage>();
    } catch (error) {
      const what = `${this.#route.server} answered something that is not JSON`;
      this.#forget(token)?.settle(new MeshError('MESH_MESSAGE_INVALID', what, { cause: error }));
      return;
    }
    if ('method' in reply) this.#progress(pending, reply);
    else this.#result(token, pending, reply);
  }

  #progress(pending: Pending, message: JSONRPCMessage): void {
    if (!pending.progressing) {
      pending.progressing = true;
      setImmediate(() => (pending.progressing = false));
    }
    this.onmessage?.(message);
  }

  #result(token: string, pending: Pending, message: JSONRPCMessage): void {
    this.#forget(token);
    const deliver = (): void => {
      this.onmessage?.({ ...message, id: pending.id });
      pending.settle();
    };
    if (pending.progressing) setImmediate(deliver);
    else deliver();
  }

  #cancelled(params: { [key: string]: unknown } | undefined): string | undefined {
    const id = params?.['requestId'];
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    const token = this.#byId.get(id);
    if (token !== undefined) this.#forget(token)?.settle();
    return token;
  }

  #refuse(subject: string): void {
    for (const [token, pending] of this.#pending)
      if (pending.subject === subject) this.#forget(token)?.settle(denied(subject));
  }

  #failAll(error: MeshError): void {
    for (const token of this.#pending.keys()) this.#forget(token)?.settle(error);
    this.onerror?.(error);
  }

  #forget(token: string): Pending | undefined {
    const pending = this.#pending.get(token);
    if (pending === undefined) return undefined;
    this.#pending.delete(token);
    this.#byId.delete(pending.id);
    return pending;
  }
}
