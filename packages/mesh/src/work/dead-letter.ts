import { streams, subjects } from '@sremesh/contracts';
import type { JetStreamClient, JsMsg } from 'nats';
import type { DeadLetter } from '../mesh.ts';
import { storeMessage } from '../nats/publish.ts';

/** Keeps a handoff that is given up on, whole and with the reason, once. */
export async function buryWork(
  jetstream: JetStreamClient,
  role: string,
  message: JsMsg,
  letter: DeadLetter,
): Promise<void> {
  await storeMessage(jetstream, {
    stream: streams.dead.name,
    subject: subjects.dead(letter.tenant, role, letter.incident),
    id: `${streams.work.name}/${message.seq}`,
    body: {
      jsonrpc: '2.0',
      method: 'notifications/dead-letter',
      params: { ...letter, deliveries: message.info.deliveryCount, message: message.string() },
    },
  });
}
