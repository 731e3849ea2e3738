import { MeshError, type QuorumObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { apis } from '../../protocol/platformatic.ts';
import { complete, type Part } from './part.ts';

const metadataLog = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];

/** Who leads the metadata quorum (DescribeQuorum, which any broker passes on). Needs Describe on the cluster. */
export const quorumPart = (client: KafkaClient): Part<QuorumObservation> => ({
  everyMs: 0,
  timeoutMs: 3000,
  shared: true,
  async read() {
    const at = Date.now();
    const { errorCode, errorMessage, topics } = await client.request(
      'any',
      apis.describeQuorumV2.api,
      metadataLog,
    );
    const intent = { doing: 'describe the metadata quorum', needs: 'Describe on Cluster' };
    if (errorCode !== codes.none) throw client.failure(intent, errorCode, errorMessage);
    const partition = topics[0]?.partitions[0];
    if (partition === undefined)
      throw new MeshError('MESH_TOOL_FAILED', 'Kafka described no metadata quorum');
    if (partition.errorCode !== codes.none)
      throw client.failure(intent, partition.errorCode, partition.errorMessage);
    return complete({ at, leaderId: partition.leaderId, leaderEpoch: partition.leaderEpoch });
  },
});
