import type { API, Reader } from '@platformatic/kafka';
import { apis, Writer } from './platformatic.ts';

export interface DescribeClusterResponse {
  throttleTimeMs: number;
  errorCode: number;
  errorMessage: string | null;
  clusterId: string;
  /** `fenced`: registered, and not serving: stopped, or not yet caught up. */
  brokers: { id: number; host: string; port: number; rack: string | null; fenced: boolean }[];
  /** A bit per operation the user may carry out on the cluster. */
  authorizedOperations: number;
}

const brokerEndpoints = 1;

/**
 * DescribeCluster v2 (KIP-1073, Kafka 4.0), fenced brokers included: the client library stops at v1.
 *
 *   request  => include_authorized_operations BOOL endpoint_type INT8 include_fenced_brokers BOOL
 *   response => throttle_time_ms INT32 error_code INT16 error_message endpoint_type INT8 cluster_id controller_id INT32
 *               [broker_id INT32 host port INT32 rack is_fenced BOOL] authorized_operations INT32
 */
export const describeClusterV2: API<[], DescribeClusterResponse> = apis.createAPI<
  [],
  DescribeClusterResponse
>(60, 2, createRequest, parseResponse);

function createRequest() {
  return Writer.create()
    .appendBoolean(true)
    .appendInt8(brokerEndpoints)
    .appendBoolean(true)
    .appendTaggedFields();
}

function parseResponse(_id: number, _key: number, _version: number, reader: Reader): DescribeClusterResponse {
  const throttleTimeMs = reader.readInt32();
  const errorCode = reader.readInt16();
  const errorMessage = reader.readNullableString();
  reader.readInt8();
  const clusterId = reader.readString();
  reader.readInt32();
  const brokers = reader.readArray((r) => ({
    id: r.readInt32(),
    host: r.readString(),
    port: r.readInt32(),
    rack: r.readNullableString(),
    fenced: r.readBoolean(),
  }));
  const authorizedOperations = reader.readInt32();
  reader.readTaggedFields();
  return { throttleTimeMs, errorCode, errorMessage, clusterId, brokers, authorizedOperations };
}
