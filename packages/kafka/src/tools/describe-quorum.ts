import { MeshError, type ClusterObservation, type ToolOutput } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { readQuorum, type Quorum } from '../observe/quorum.ts';
import { lastLeaderChange } from '../window/quorum-changes.ts';

type Described = Pick<ToolOutput<'describe_cluster'>, 'quorumLeaderId' | 'quorum'>;

/** The quorum now, and its last change in the window (oldest first). `read` null: there is none that answers. */
export function describeQuorum(
  read: Quorum | null,
  at: number,
  past: readonly ClusterObservation[],
): Described {
  if (read === null) return { quorumLeaderId: -1, quorum: null };
  const { leaderId, leaderEpoch, highWatermark, currentVoters, observers } = read;
  const replicas = [
    ...currentVoters.map((voter) => ({ ...voter, voter: true })),
    ...observers.map((observer) => ({ ...observer, voter: false })),
  ];
  const end = Number(replicas.find(({ replicaId }) => replicaId === leaderId)?.logEndOffset ?? highWatermark);
  const change = lastLeaderChange(past, { at, leaderId, leaderEpoch });
  return {
    quorumLeaderId: leaderId,
    quorum: {
      leaderEpoch,
      highWatermark: Number(highWatermark),
      replicas: replicas
        .map(({ replicaId, voter, logEndOffset }) => ({
          id: replicaId,
          voter,
          logEndOffset: Number(logEndOffset),
          lag: Math.max(0, end - Number(logEndOffset)),
        }))
        .toSorted((a, b) => a.id - b.id),
      lastChange: change && { ...change, at: new Date(change.at).toISOString() },
    },
  };
}

/** null where no leader answers in time. Throws MESH_KAFKA_REFUSED. */
export async function readQuorumIfAny(client: KafkaClient): Promise<Quorum | null> {
  try {
    return await readQuorum(client);
  } catch (error) {
    if (error instanceof MeshError && error.code === 'MESH_KAFKA_REFUSED') throw error;
    return null;
  }
}
