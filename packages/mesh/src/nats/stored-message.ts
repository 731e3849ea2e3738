import type { Msg, MsgHdrs } from 'nats';

/** A message as a stream holds it. */
export interface StoredMessage {
  subject: string;
  sequence: number;
  body: Uint8Array;
  /** A key-value bucket's mark of a deleted key. */
  deleted: boolean;
  /**
   * It did not come from somebody who may publish there: it is an answer of JetStream, sent to this subject by naming it
   * as the reply subject of a direct get. NATS checks no right to a reply subject, so readers must.
   */
  relayed: boolean;
}

const streamHeader = 'Nats-Stream';

/** True for a message in a stream that is itself the answer to a direct get. */
export const isRelayed = (headers: MsgHdrs | undefined): boolean => headers?.has(streamHeader) ?? false;

/** From the answer to a direct get. The server adds its headers after the message's own, so only the last count. */
export function fromDirectGet({ data, headers }: Msg): StoredMessage {
  const last = (name: string): string => headers?.values(name).at(-1) ?? '';
  return {
    subject: last('Nats-Subject'),
    sequence: Number(last('Nats-Sequence')),
    body: data,
    deleted: ['DEL', 'PURGE'].includes(last('KV-Operation')),
    relayed: (headers?.values(streamHeader).length ?? 0) > 1,
  };
}
