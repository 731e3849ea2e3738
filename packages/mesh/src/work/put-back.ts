import { jetStreamApi, streams, workConsumer, type InProgress } from '@sremesh/contracts';
import { toMeshError } from '../nats/errors.ts';
import type { Link } from '../nats/link.ts';

/**
 * Refuses deliveries (`-NAK`) in place of the agent that holds them, so that the queue delivers them to another at once
 * instead of after the acknowledgement wait. What is settled already stays so. Throws MESH_PERMISSION_DENIED, MESH_TIMEOUT.
 */
export async function putBack(link: Link, role: string, inProgress: readonly InProgress[]): Promise<void> {
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
}
