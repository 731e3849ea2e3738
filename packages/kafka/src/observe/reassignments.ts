import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { askQuorum } from './ask-quorum.ts';
import { apis } from '../protocol/platformatic.ts';

const timeoutMs = 3000;

export interface Reassignment {
  topic: string;
  partition: number;
  /** All of them, those being added or removed included. */
  replicas: number[];
  adding: number[];
  removing: number[];
}

/** Partitions that are being moved (ListPartitionReassignments, which any broker passes on). Needs Describe on the cluster. */
export async function readReassignments(client: KafkaClient): Promise<Reassignment[]> {
  const { errorCode, errorMessage, topics } = await askQuorum(
    client,
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
  return topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => ({
      topic: name,
      partition: partitionIndex,
      replicas,
      adding: addingReplicas,
      removing: removingReplicas,
    })),
  );
}
