import type { API, Reader } from '@platformatic/kafka';
import { apis, Writer } from './platformatic.ts';

export interface ElectLeadersTopic {
  topic: string;
  partitions: number[];
}

export interface ElectLeadersResponse {
  throttleTimeMs: number;
  /** Of the request as a whole; each partition has its own besides. */
  errorCode: number;
  topics: {
    topic: string;
    partitions: { partition: number; errorCode: number; errorMessage: string | null }[];
  }[];
}

type ElectLeadersArguments = [topics: ElectLeadersTopic[], timeoutMs: number];

/** `election_type` of the protocol: 0 gives leadership to the preferred replica, 1 would allow one that is not in sync. */
const preferred = 0;

/**
 * ElectLeaders v2 (KIP-460), preferred election only: the client library has no such request.
 *
 *   request  => election_type INT8 [topic [partition INT32]] timeout_ms INT32
 *   response => throttle_time_ms INT32 error_code INT16 [topic [partition INT32 error_code INT16 error_message]]
 */
export const electLeaders: API<ElectLeadersArguments, ElectLeadersResponse> = apis.createAPI<
  ElectLeadersArguments,
  ElectLeadersResponse
>(43, 2, createRequest, parseResponse);

function createRequest(...[topics, timeoutMs]: ElectLeadersArguments) {
  return Writer.create()
    .appendInt8(preferred)
    .appendArray(topics, (writer, { topic, partitions }) => {
      writer
        .appendString(topic)
        .appendArray(partitions, (w, partition) => w.appendInt32(partition), true, false);
    })
    .appendInt32(timeoutMs)
    .appendTaggedFields();
}

function parseResponse(_id: number, _key: number, _version: number, reader: Reader): ElectLeadersResponse {
  const response = {
    throttleTimeMs: reader.readInt32(),
    errorCode: reader.readInt16(),
    topics: reader.readArray((r) => ({
      topic: r.readString(),
      partitions: r.readArray((p) => ({
        partition: p.readInt32(),
        errorCode: p.readInt16(),
        errorMessage: p.readNullableString(),
      })),
    })),
  };
  reader.readTaggedFields();
  return response;
}
