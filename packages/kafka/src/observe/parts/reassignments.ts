import type { ReassignmentsObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { readReassignments } from '../reassignments.ts';
import { complete, type Part } from './part.ts';

/** Partitions that are being moved. Needs Describe on the cluster. */
export const reassignmentsPart = (client: KafkaClient): Part<ReassignmentsObservation> => ({
  everyMs: 0,
  timeoutMs: 3000,
  shared: true,
  async read() {
    const at = Date.now();
    const moving = await readReassignments(client);
    const partitions = moving.map(({ topic, partition, adding, removing }) => ({
      ...{ topic, partition },
      ...{ adding, removing },
    }));
    return complete({ at, partitions });
  },
});
