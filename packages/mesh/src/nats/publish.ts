import { setTimeout as sleep } from 'node:timers/promises';
import type { JetStreamClient } from 'nats';
import { toMeshError } from './errors.ts';

const attempts = 5;

/**
 * Stores a message in its stream, once for one id. Where JetStream does not answer it is sent again, a few times with
 * growing, jittered waits. Throws MESH_PERMISSION_DENIED, MESH_NO_RESPONDER, MESH_TIMEOUT, MESH_MESSAGE_INVALID.
 */
export async function storeMessage(
  jetstream: JetStreamClient,
  message: { subject: string; body: unknown; id: string; stream: string },
): Promise<void> {
  const { subject, body, id, stream } = message;
  const bytes = Buffer.from(JSON.stringify(body));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await jetstream.publish(subject, bytes, { msgID: id, timeout: 2000, expect: { streamName: stream } });
      return;
    } catch (error) {
      const failure = toMeshError(error, `storing ${id} on ${subject}`);
      if (!failure.retryable || attempt === attempts) throw failure;
      await sleep(100 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}
