import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { readTopology } from '../observe/topology.ts';
import { apis } from '../protocol/platformatic.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

export const describeCluster =
  ({ client }: ReadToolDeps): ReadTool<'describe_cluster'> =>
  async () => {
    const observedAt = new Date().toISOString();
    const [{ cluster, brokers, topics }, quorumLeaderId] = await Promise.all([
      readTopology(client, null, 'topics'),
      readQuorumLeader(client),
    ]);
    const partitions = topics.flatMap((topic) => topic.partitions);
    const up = new Set(brokers.map(({ id }) => id));
    return {
      clusterId: cluster,
      observedAt,
      quorumLeaderId,
      quorum: null,
      absentBrokers: [...new Set(partitions.flatMap(({ replicas }) => replicas))].filter((id) => !up.has(id)),
      brokers: brokers
        .toSorted((a, b) => a.id - b.id)
        .map((broker) => {
          const preferred = partitions.filter(({ replicas }) => replicas[0] === broker.id);
          const lost = preferred.filter(({ leader, isr }) => leader !== broker.id && isr.includes(broker.id));
          return {
            ...broker,
            leaders: partitions.filter(({ leader }) => leader === broker.id).length,
            preferredLeaders: preferred.length,
            leaderImbalance: preferred.length === 0 ? 0 : lost.length / preferred.length,
          };
        }),
      offlineReplicas: partitions.flatMap(({ replicas }) => replicas).filter((id) => !up.has(id)).length,
      underReplicatedPartitions: partitions.filter(({ replicas, isr }) => isr.length < replicas.length)
        .length,
    };
  };

/** Node id of the KRaft quorum's leader, which Metadata's `controller_id` is not; -1 while there is none. */
async function readQuorumLeader(client: KafkaClient): Promise<number> {
  const { errorCode, errorMessage, topics } = await client.request('any', apis.describeQuorumV2.api, [
    { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] },
  ]);
  if (errorCode !== codes.none) {
    throw client.failure(
      { doing: 'describe the metadata quorum', needs: 'Describe on Cluster' },
      errorCode,
      errorMessage,
    );
  }
  return topics[0]?.partitions[0]?.leaderId ?? -1;
}
