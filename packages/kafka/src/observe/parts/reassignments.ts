import type { ReassignmentsObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { apis } from '../../protocol/platformatic.ts';
import { complete, type Part } from './part.ts';

const timeoutMs = 3000;

/** Partitions that are being moved (ListPartitionReassignments). Needs Describe on the cluster. */
export const reassignmentsPart = (client: KafkaClient): Part<ReassignmentsObservation> => ({
  everyMs: 0,
  timeoutMs,
  shared: true,
  async read() {
    const at = Date.now();
    const { errorCode, errorMessage, topics } = await client.request(
      'controller',
      apis.listPartitionReassignmentsV0.api,
      timeoutMs,
      null,
    );
    if (errorCode !== codes.none)
      throw client.failure(
        { doing: 'list reassignments', needs: 'Describe on Cluster' },
        errorCode,
        errorMessage,
      );
    const partitions = topics.flatMap(({ name, partitions: moving }) =>
      moving.map(({ partitionIndex, addingReplicas, removingReplicas }) => ({
        topic: name,
        partition: partitionIndex,
        adding: addingReplicas,
        removing: removingReplicas,
      })),
    );
    return complete({ at, partitions });
  },
});
