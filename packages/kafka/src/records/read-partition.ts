import type { KafkaClient } from '../client/client.ts';
import { codes, isRefusal } from '../client/error-codes.ts';
import { fetchRaw } from '../protocol/fetch-raw.ts';
import { batchesIn, type RawRecord } from './batches.ts';

/** What may still be read, over all partitions of one reading; it is used up. */
export interface Budget {
  fetchedBytes: number;
  /** After decompression. */
  recordBytes: number;
  /** `performance.now()` at which to stop. */
  until: number;
}

export interface PartitionReading {
  records: RawRecord[];
  /** What could not be read, and why. */
  unreadable: string[];
}

export interface Range {
  topic: string;
  partition: number;
  leader: number;
  /** First offset, and the one behind the last. */
  from: number;
  to: number;
}

const fetchBytes = 512 * 1024;

/**
 * Reads the first `limit` records of a range, joining no group. Records of transactions are read whether or not they were
 * committed. Throws MESH_KAFKA_REFUSED without the right Read, MESH_TOOL_FAILED or MESH_KAFKA_UNREACHABLE.
 */
export async function readPartition(
  client: KafkaClient,
  { topic, partition, leader, from, to }: Range,
  limit: number,
  budget: Budget,
): Promise<PartitionReading> {
  const records: RawRecord[] = [];
  const unreadable: string[] = [];
  let offset = from;
  while (offset < to && records.length < limit) {
    const spent = spentOf(budget);
    if (spent !== null) {
      unreadable.push(`offsets ${offset} to ${to - 1}: not read, ${spent}`);
      break;
    }
    const maxBytes = Math.min(fetchBytes, budget.fetchedBytes);
    const query = { topic, partition, offset, maxBytes };
    const { errorCode, records: answer } = await client.request({ broker: leader }, fetchRaw, query);
    if (errorCode === codes.offsetOutOfRange) {
      unreadable.push(`offset ${offset}: deleted while it was being read`);
      break;
    }
    if (errorCode !== codes.none) throw refusal(client, topic, errorCode);
    budget.fetchedBytes -= answer.length;
    const before = offset;
    for (const { nextOffset, content } of batchesIn(answer, () => budget.recordBytes)) {
      offset = Math.max(offset, nextOffset);
      if ('unreadable' in content) unreadable.push(content.unreadable);
      else {
        budget.recordBytes -= content.bytes;
        records.push(...content.records.filter((record) => record.offset >= from && record.offset < to));
      }
      if (records.length >= limit) break;
    }
    if (offset === before) break;
  }
  return { records: records.slice(0, limit), unreadable };
}

function spentOf({ fetchedBytes, recordBytes, until }: Budget): string | null {
  if (fetchedBytes <= 0 || recordBytes <= 0) return 'enough bytes were read';
  return performance.now() >= until ? 'it took too long' : null;
}

const refusal = (client: KafkaClient, topic: string, code: number): Error =>
  client.failure(
    {
      ...(isRefusal(code) ? {} : { argument: 'topic' }),
      topic,
      doing: `read records of topic "${topic}"`,
      needs: `Read on Topic:${topic}`,
    },
    code,
  );
