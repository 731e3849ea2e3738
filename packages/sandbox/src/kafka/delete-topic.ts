import { deleteTopicsV6 } from '@platformatic/kafka';
import { waitUntil } from '../process/wait-until.ts';
import { withRaw, type RawTarget } from './raw.ts';
import { readState } from './state.ts';

/**
 * Deletes a topic, whatever state it is in; one that is gone is fine. (kafkajs does not while any partition of any topic
 * has no leader.)
 */
export async function deleteTopic(kafka: RawTarget, topic: string): Promise<void> {
  await withRaw(kafka, (ask) =>
    waitUntil({ what: `topic ${topic} deleted`, timeoutMs: 30_000, everyMs: 100 }, async () => {
      const { partitions } = await readState(ask);
      if (partitions.every((partition) => partition.topic !== topic)) return true;
      await ask(deleteTopicsV6.api, [{ name: topic }], 5000);
      return false;
    }),
  );
}
