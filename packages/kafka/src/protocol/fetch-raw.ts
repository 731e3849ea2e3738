import type { API, Reader } from '@platformatic/kafka';
import { apis, Writer } from './platformatic.ts';

export interface FetchQuery {
  topic: string;
  partition: number;
  offset: number;
  /** Of one partition; the broker exceeds it for a first batch that is larger. */
  maxBytes: number;
}

export interface FetchAnswer {
  errorCode: number;
  /** Record batches as they are stored; the last one may be cut off. */
  records: Buffer;
}

/**
 * Fetch v12 of one partition, without a session, a wait, or a member behind it, and with its batches left as they are:
 * the client library decodes all of a response at once, without a bound, and one bad batch loses it.
 *
 *   request  => replica_id INT32 max_wait_ms INT32 min_bytes INT32 max_bytes INT32 isolation_level INT8 session_id INT32
 *               session_epoch INT32 [topic [partition INT32 current_leader_epoch INT32 fetch_offset INT64
 *               last_fetched_epoch INT32 log_start_offset INT64 partition_max_bytes INT32]] [forgotten] rack_id
 *   response => throttle_time_ms INT32 error_code INT16 session_id INT32 [topic [partition INT32 error_code INT16
 *               high_watermark INT64 last_stable_offset INT64 log_start_offset INT64 [producer_id INT64
 *               first_offset INT64] preferred_read_replica INT32 records]]
 */
export const fetchRaw: API<[query: FetchQuery], FetchAnswer> = apis.createAPI<
  [query: FetchQuery],
  FetchAnswer
>(1, 12, createRequest, parseResponse);

const noReplica = -1;
const noEpoch = -1;
const withoutSession = -1;

function createRequest({ topic, partition, offset, maxBytes }: FetchQuery) {
  return Writer.create()
    .appendInt32(noReplica)
    .appendInt32(0)
    .appendInt32(0)
    .appendInt32(maxBytes)
    .appendInt8(0)
    .appendInt32(0)
    .appendInt32(withoutSession)
    .appendArray([topic], (topics, name) => {
      topics.appendString(name).appendArray([partition], (partitions, index) => {
        partitions
          .appendInt32(index)
          .appendInt32(noEpoch)
          .appendInt64(BigInt(offset))
          .appendInt32(noEpoch)
          .appendInt64(-1n)
          .appendInt32(maxBytes);
      });
    })
    .appendArray([], () => undefined)
    .appendString('')
    .appendTaggedFields();
}

function parseResponse(_id: number, _key: number, _version: number, reader: Reader): FetchAnswer {
  reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readInt32();
  const topics = reader.readArray((topic) => {
    topic.readString();
    return topic.readArray(readPartition);
  });
  const [answer] = topics.flat();
  return answer === undefined || errorCode !== 0 ? { errorCode, records: Buffer.alloc(0) } : answer;
}

function readPartition(reader: Reader): FetchAnswer {
  reader.readInt32();
  const errorCode = reader.readInt16();
  reader.skip(offsetsBytes);
  reader.readNullableArray((aborted) => aborted.skip(offsetBytes * 2));
  reader.readInt32();
  return { errorCode, records: reader.readNullableBytes() ?? Buffer.alloc(0) };
}

const offsetBytes = 8;
/** High watermark, last stable offset and log start offset. */
const offsetsBytes = 3 * offsetBytes;
