import { recordStreams } from '@sremesh/contracts';
import { KeyValueStore } from '../kv/store.ts';
import { silentLog, type Log } from '../log.ts';
import { closeLink, openLink, type NatsAuth } from '../nats/link.ts';
import type { StoredMessage } from '../nats/stored-message.ts';
import { readBatch, readLast } from '../nats/stream-reader.ts';
import { appendAt } from './append.ts';
import { answerForwarded, forward } from './forward.ts';
import type { Records, SequencedBytes } from './records.ts';

export interface ConnectRecordsOptions {
  /** NATS URL, or several of one cluster. */
  servers: string | string[];
  /** Of the replica of governance. */
  instance: string;
  /** A user of the account of the records. */
  auth: NatsAuth;
  log?: Log;
  /** How long the first connect may take; default 10,000. */
  connectWithinMs?: number;
}

/** Connects a replica of governance to its records; throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED. */
export async function connectRecords(options: ConnectRecordsOptions): Promise<Records> {
  const { log = silentLog, connectWithinMs = 10_000 } = options;
  const link = await openLink({ ...options, role: 'governance', log, connectWithinMs });
  const jetstream = link.connection.jetstream({ checkAPI: false, timeout: 5000 });
  return {
    store: (bucket, schema) => new KeyValueStore(link, jetstream, bucket, schema),
    request: (name, body, { timeoutMs = 5000 } = {}) => forward(link, name, body, timeoutMs),
    answer: (name, handler) => answerForwarded(link, name, handler, log),
    append: (stream, bytes, { expectedLastSequence }) =>
      appendAt(jetstream, recordStreams[stream], bytes, expectedLastSequence),
    async read(stream, from, limit) {
      const { name, subject } = recordStreams[stream];
      const messages = await readBatch(link, { stream: name, from, filter: subject, batch: limit });
      return messages.map(asBytes);
    },
    async last(stream) {
      const { name, subject } = recordStreams[stream];
      const message = await readLast(link, name, subject);
      return message && asBytes(message);
    },
    onStatus: (listener) => link.onStatus(listener),
    get connected() {
      return link.connected;
    },
    close: ({ timeoutMs = 5000 } = {}) => closeLink(link, timeoutMs),
  };
}

const asBytes = ({ sequence, body }: StoredMessage): SequencedBytes => ({ sequence, bytes: body });
