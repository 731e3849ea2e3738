/**
 * Record batches as brokers store them (message format 2; KIP-98):
 *
 *   base_offset INT64 length INT32 leader_epoch INT32 magic INT8 crc UINT32 attributes INT16 last_offset_delta INT32
 *   base_timestamp INT64 max_timestamp INT64 producer_id INT64 producer_epoch INT16 base_sequence INT32 count INT32 records
 *
 * The checksum covers everything from the attributes on. A batch that cannot be read loses itself and no other.
 */
import { errorMessage } from '@sremesh/contracts';
import { crc32c, Reader } from '../protocol/platformatic.ts';
import { uncompress } from './codecs.ts';

export interface RawRecord {
  offset: number;
  /** Epoch milliseconds, by the producer or (LogAppendTime) the broker. */
  timestamp: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: [Buffer | null, Buffer | null][];
}

export interface Batch {
  /** Of the next batch. */
  nextOffset: number;
  /** `unreadable`: why; a control batch (of a transaction) has no records. */
  content: { records: RawRecord[]; bytes: number } | { unreadable: string };
}

const lengthEnd = 12;
const headerEnd = 61;
const appendTimeFlag = 0b1000;
const controlFlag = 0b100000;

/** Batches in a fetch answer, one by one; `room` says how many bytes the next one may become. Ends at one that is cut off. */
export function* batchesIn(answer: Buffer, room: () => number): Generator<Batch> {
  for (let at = 0; at + headerEnd <= answer.length;) {
    const end = at + lengthEnd + answer.readInt32BE(at + 8);
    if (end > answer.length || end < at + headerEnd) return;
    yield batchOf(answer.subarray(at, end), room());
    at = end;
  }
}

function batchOf(batch: Buffer, maxBytes: number): Batch {
  const baseOffset = Number(batch.readBigInt64BE(0));
  const magic = batch.readInt8(16);
  if (magic !== 2) {
    const unreadable = `offset ${baseOffset}: message format ${magic}, which Kafka 4 writes no more`;
    return { nextOffset: baseOffset + 1, content: { unreadable } };
  }
  const nextOffset = baseOffset + Math.max(0, batch.readInt32BE(23)) + 1;
  try {
    return { nextOffset, content: contentOf(batch, baseOffset, maxBytes) };
  } catch (error) {
    const unreadable = `offsets ${baseOffset} to ${nextOffset - 1}: ${errorMessage(error)}`;
    return { nextOffset, content: { unreadable } };
  }
}

function contentOf(batch: Buffer, baseOffset: number, maxBytes: number) {
  if (crc32c(batch.subarray(21)) !== batch.readUInt32BE(17)) throw new Error('the checksum is wrong');
  const attributes = batch.readInt16BE(21);
  if ((attributes & controlFlag) !== 0) return { records: [], bytes: 0 };
  const baseTimestamp = Number(batch.readBigInt64BE(27));
  const maxTimestamp = Number(batch.readBigInt64BE(35));
  const data = uncompress(attributes, batch.subarray(headerEnd), maxBytes);
  const reader = Reader.from(data);
  const records = Array.from({ length: batch.readInt32BE(57) }, (): RawRecord => {
    const { timestampDelta, offsetDelta, ...record } = readRecord(reader);
    const timestamp = (attributes & appendTimeFlag) === 0 ? baseTimestamp + timestampDelta : maxTimestamp;
    return { offset: baseOffset + offsetDelta, timestamp, ...record };
  });
  return { records, bytes: data.length };
}

function readRecord(reader: Reader) {
  reader.readVarInt();
  reader.readInt8();
  return {
    timestampDelta: Number(reader.readVarInt64()),
    offsetDelta: reader.readVarInt(),
    key: reader.readVarIntBytes(),
    value: reader.readVarIntBytes(),
    headers: reader.readVarIntArray((header): [Buffer | null, Buffer | null] => [
      header.readVarIntBytes(),
      header.readVarIntBytes(),
    ]),
  };
}
