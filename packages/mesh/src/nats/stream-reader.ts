import { jetStreamApi, MeshError } from '@sremesh/contracts';
import { createInbox, type Msg } from 'nats';
import { denied, toMeshError } from './errors.ts';
import type { Link } from './link.ts';
import { fromDirectGet, type StoredMessage } from './stored-message.ts';

export interface ReadQuery {
  stream: string;
  /** First sequence wanted. */
  from: number;
  /** Subject filter, wildcards allowed. */
  filter: string;
  /** Messages at most. */
  batch: number;
}

const timeoutMs = 5000;

/**
 * Reads stored messages in stream order by one direct get. It needs no consumer, so no right to create one, and holds no
 * state at the server: a reader resumes by naming the next sequence. Empty where nothing is stored from there on.
 */
export async function readBatch(link: Link, query: ReadQuery): Promise<StoredMessage[]> {
  const { connection } = link;
  const { stream, from, filter, batch } = query;
  const subject = jetStreamApi.directGet(stream);
  const doing = `reading ${stream}`;
  const { promise, resolve, reject } = Promise.withResolvers<StoredMessage[]>();
  const messages: StoredMessage[] = [];
  const inbox = createInbox(link.inboxPrefix);
  const subscription = connection.subscribe(inbox, {
    callback: (error, message) => {
      if (error !== null) return reject(error);
      const end = endOf(message);
      if (end === undefined) messages.push(fromDirectGet(message));
      else if (end === 'complete') resolve(messages);
      else reject(new MeshError('MESH_NO_RESPONDER', `${doing}: ${end}`));
    },
  });
  const denials = link.onStatus((status) => {
    if (status.type === 'denied' && status.subject === subject) reject(denied(doing));
  });
  const late = setTimeout(
    () => reject(new MeshError('MESH_TIMEOUT', `${doing}: no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    connection.publish(subject, JSON.stringify({ seq: from, next_by_subj: filter, batch }), { reply: inbox });
    return await promise;
  } finally {
    clearTimeout(late);
    subscription.unsubscribe();
    await denials.close();
  }
}

/** The last message of a subject; undefined where there is none. */
export async function readLast(
  link: Link,
  stream: string,
  subject: string,
): Promise<StoredMessage | undefined> {
  try {
    const request = jetStreamApi.directGetLast(stream, subject);
    const message = await link.connection.request(request, undefined, { timeout: timeoutMs });
    if (message.headers?.code === 404) return undefined;
    return fromDirectGet(message);
  } catch (error) {
    throw toMeshError(error, `reading ${subject}`);
  }
}

/** How the batch ended, where this message says so: whole, or what went wrong. */
function endOf({ data, headers }: Msg): string | undefined {
  const code = headers?.code ?? 0;
  if (code === 204 || code === 404) return 'complete';
  if (code === 503) return 'the stream is not there, or has no leader';
  if (code >= 300 && data.length === 0) return `${code} ${headers?.description ?? ''}`;
  return undefined;
}
