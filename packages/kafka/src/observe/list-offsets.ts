import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { answerWithinMs } from './answer-within.ts';

/** One partition to ask about, and its leader. */
export interface OffsetQuery {
  topic: string;
  partition: number;
  leader: number;
  /** Epoch milliseconds, or one of `latest` and `earliest`. */
  timestamp: number;
}

/** `timestamp` is the found record's own; -1 where the query was none, or no record is that young. */
export interface OffsetAnswer {
  offset: number;
  timestamp: number;
}

export const latest = -1;
export const earliest = -2;

export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * Asks each leader once for all its partitions (ListOffsets, Describe is enough; no record is read). A partition must
 * not occur twice. What a leader does not answer, or that has no leader, is left out: the next call asks anew.
 *
 * @returns by `partitionKey`
 */
export async function listOffsets(
  client: KafkaClient,
  queries: readonly OffsetQuery[],
): Promise<Map<string, OffsetAnswer>> {
  const found = new Map<string, OffsetAnswer>();
  const byLeader = Map.groupBy(
    queries.filter(({ leader }) => leader >= 0),
    ({ leader }) => leader,
  );
  await Promise.allSettled(
    [...byLeader].map(async ([leader, asked]) => {
      const topics = [...Map.groupBy(asked, ({ topic }) => topic)].map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({ partition, timestamp }) => ({
          partitionIndex: partition,
          currentLeaderEpoch: -1,
          timestamp: BigInt(timestamp),
        })),
      }));
      const response = await client.request(
        { broker: leader, withinMs: answerWithinMs },
        apis.listOffsetsV9.api,
        -1,
        0,
        topics,
      );
      for (const { name, partitions } of response.topics) {
        for (const { partitionIndex, errorCode, offset, timestamp } of partitions) {
          if (errorCode !== codes.none) continue;
          found.set(partitionKey(name, partitionIndex), {
            offset: Number(offset),
            timestamp: Number(timestamp),
          });
        }
      }
    }),
  );
  return found;
}
