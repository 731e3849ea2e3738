import { errorMessage, IncidentEvent, MeshError, parseSubject, streams, subjects } from '@sremesh/contracts';
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { SequencedEvent } from '../mesh.ts';
import type { Link } from '../nats/link.ts';
import type { StoredMessage } from '../nats/stored-message.ts';
import { readBatch } from '../nats/stream-reader.ts';
import { Wakeup } from './wakeup.ts';

const Notification = z.object({ jsonrpc: z.literal('2.0'), params: z.object({ event: IncidentEvent }) });

export interface EventsOptions {
  signal: AbortSignal;
  afterSequence?: number;
  incident?: string;
  follow?: boolean;
}

const batch = 256;
/** A reader looks by itself this often, should a notice have been lost; milliseconds. */
const lookEveryMs = 2000;

/**
 * The event log of the tenants, in stream order.
 *
 * 1. The log itself is read, by sequence; the stream's notices only say that it is time to look. So nothing is missed or
 *    repeated whatever happens to the connection.
 * 2. `next` is the first sequence not yet looked at; it only grows.
 * 3. What does not parse was not published by this code: it is logged and passed over.
 */
export async function* readEvents(
  link: Link,
  tenants: readonly string[],
  log: Log,
  options: EventsOptions,
): AsyncGenerator<SequencedEvent, void, undefined> {
  const { signal, afterSequence = 0, incident = '*', follow = true } = options;
  const [only] = tenants;
  const tenant = tenants.length === 1 && only !== undefined ? only : '*';
  const filter = subjects.event(tenant, incident, '*');
  using wakeup = new Wakeup(
    link,
    tenants.map((each) => subjects.stored(each, incident, '*')),
    signal,
    follow,
  );
  let next = afterSequence + 1;
  while (!signal.aborted) {
    const seen = wakeup.count;
    const messages = await read(
      link,
      { stream: streams.events.name, from: next, filter, batch },
      follow,
      log,
    );
    for (const message of messages ?? []) {
      next = message.sequence + 1;
      const event = parse(message, tenants, log);
      if (event !== undefined) yield { sequence: message.sequence, event };
      if (signal.aborted) return;
    }
    if (messages?.length === 0 && !follow) return;
    if (messages === undefined || messages.length === 0) await wakeup.after(seen, lookEveryMs);
  }
}

/** A follower outlives a server that is away; undefined then. */
async function read(
  link: Link,
  query: Parameters<typeof readBatch>[1],
  follow: boolean,
  log: Log,
): Promise<StoredMessage[] | undefined> {
  try {
    return await readBatch(link, query);
  } catch (error) {
    if (!follow || !(error instanceof MeshError) || !error.retryable) throw error;
    log.debug({ err: error }, `the event log cannot be read now: ${error.message}`);
    return undefined;
  }
}

function parse(message: StoredMessage, tenants: readonly string[], log: Log): IncidentEvent | undefined {
  const at = { subject: message.subject, sequence: message.sequence };
  try {
    const { event } = Notification.parse(JSON.parse(new TextDecoder().decode(message.body))).params;
    const address = parseSubject(message.subject);
    if (address === undefined || !tenants.includes(address.tenant)) return undefined;
    const [incident, type] = address.tail;
    const fits = event.tenant === address.tenant && event.incident === incident && event.type === type;
    if (fits && !message.relayed) return event;
    log.warn(at, 'passed over a stored event that nobody may have published on its subject');
  } catch (error) {
    log.warn(at, `passed over a stored event that does not parse: ${errorMessage(error).slice(0, 200)}`);
  }
  return undefined;
}
