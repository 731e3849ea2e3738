import { MeshError } from '@sremesh/contracts';
import type { describeQuorumV2 } from '@platformatic/kafka';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { askQuorum } from './ask-quorum.ts';
import { apis } from '../protocol/platformatic.ts';

const metadataLog = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }];
const intent = { doing: 'describe the metadata quorum', needs: 'Describe on Cluster' };

export type Quorum = Omit<
  describeQuorumV2.DescribeQuorumResponsePartition,
  'partitionIndex' | 'errorCode' | 'errorMessage'
>;

/**
 * The metadata quorum as its leader describes it (any broker passes the question on); Metadata's `controller_id` is
 * not its leader. Throws MESH_KAFKA_REFUSED without Describe on the cluster.
 */
export async function readQuorum(client: KafkaClient): Promise<Quorum> {
  const { errorCode, errorMessage, topics } = await askQuorum(client, apis.describeQuorumV2.api, metadataLog);
  if (errorCode !== codes.none) throw client.failure(intent, errorCode, errorMessage);
  const partition = topics[0]?.partitions[0];
  if (partition === undefined) throw new MeshError('MESH_TOOL_FAILED', 'Kafka described no metadata quorum');
  if (partition.errorCode !== codes.none)
    throw client.failure(intent, partition.errorCode, partition.errorMessage);
  return partition;
}
