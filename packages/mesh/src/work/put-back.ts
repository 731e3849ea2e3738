import { jetStreamApi, streams, workConsumer, type InProgress } from '@sremesh/contracts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';
import { workTiming } from './timing.ts';

/**
 * Refuses deliveries (`-NAK`) in place of the agent that holds them, so that the queue delivers them to another at once
 * instead of after the acknowledgement wait. What is settled already stays so; what another holds meanwhile would be
 * delivered a second time, so this is not done once that wait may be over: the holder said that it works on it
 * `workingEveryMs` before it fell silent at the earliest. Throws MESH_PERMISSION_DENIED, MESH_TIMEOUT.
 */
export async function putBack(
  link: Link,
  role: string,
  inProgress: readonly InProgress[],
  silentForMs: number,
): Promise<boolean> {
  if (silentForMs >= workTiming.ackWaitMs - workTiming.workingEveryMs) return false;
  const consumer = workConsumer(role);
  await Promise.all(
    inProgress.map(async (delivery) => {
      const subject = jetStreamApi.ack(streams.work.name, consumer, delivery);
      try {
        await link.connection.request(subject, '-NAK', { timeout: 1000 });
      } catch (error) {
        throw toMeshError(error, `putting back handoff ${delivery.stored} of ${role}`);
      }
    }),
  );
  return true;
}
