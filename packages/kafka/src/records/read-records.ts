import type { KafkaClient } from '../client/client.ts';
import type { RawRecord } from './batches.ts';
import type { LogRange } from './ranges.ts';
import { readPartition, type Budget } from './read-partition.ts';

export interface PlacedRecord {
  partition: number;
  record: RawRecord;
}

/** Of partitions with records, so many are read; the others are named. */
const maxPartitions = 32;
const newBudget = (): Budget => ({
  fetchedBytes: 16 * 1024 * 1024,
  recordBytes: 64 * 1024 * 1024,
  until: performance.now() + 5000,
});

/** A compacted log has gaps: looked for its last records, it is read from ever further back. */
const steps = [1, 8, 64, 512];

/**
 * The first (or `last`) `limit` records of the ranges, by time where there are several. Throws MESH_KAFKA_REFUSED without
 * the right Read.
 */
export async function readRecords(
  client: KafkaClient,
  ranges: readonly LogRange[],
  limit: number,
  last: boolean,
): Promise<{ records: PlacedRecord[]; unreadable: { partition: number; reason: string }[] }> {
  const budget = newBudget();
  const records: PlacedRecord[] = [];
  const unreadable = ranges.slice(maxPartitions).map(({ partition }) => ({
    partition,
    reason: `not read: more than ${maxPartitions} partitions have records; name one`,
  }));
  for (const range of ranges.slice(0, maxPartitions)) {
    const { partition } = range;
    const read = last ? readLast : readPartition;
    const found = await read(client, range, limit, budget);
    records.push(...found.records.map((record) => ({ partition, record })));
    unreadable.push(...found.unreadable.map((reason) => ({ partition, reason })));
  }
  const inOrder = ranges.length > 1 ? records.toSorted(byTime) : records;
  return { records: last ? inOrder.slice(-limit) : inOrder.slice(0, limit), unreadable };
}

async function readLast(client: KafkaClient, range: LogRange, limit: number, budget: Budget) {
  for (const step of steps) {
    const from = Math.max(range.from, range.to - limit * step);
    const found = await readPartition(client, { ...range, from }, Infinity, budget);
    const enough = found.records.length >= limit || from === range.from || found.unreadable.length > 0;
    if (enough || step === steps.at(-1)) return { ...found, records: found.records.slice(-limit) };
  }
  return { records: [], unreadable: [] };
}

const byTime = (a: PlacedRecord, b: PlacedRecord): number =>
  a.record.timestamp - b.record.timestamp || a.partition - b.partition || a.record.offset - b.record.offset;
