import { MeshError, type ToolInput } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { earliest, latest, listOffsets, partitionKey } from '../observe/list-offsets.ts';
import type { TopicShape } from '../observe/topology.ts';
import type { Range } from './read-partition.ts';

type From = ToolInput<'consume_messages'>['from'];
type Unreadable = { partition: number; reason: string };

/** A range to read records from; `start` is where the log begins. */
export interface LogRange extends Range {
  start: number;
}

/**
 * What of a topic (or one of its partitions) is to be read: everything from `from` on. Partitions without records there
 * are left out. Throws MESH_TOOL_FAILED, naming `partition` or `from`.
 */
export async function rangesOf(
  client: KafkaClient,
  { name, partitions }: TopicShape,
  partition: number | undefined,
  from: From,
): Promise<{ ranges: LogRange[]; unreadable: Unreadable[] }> {
  const chosen = partitions.filter((each) => partition === undefined || each.partition === partition);
  if (chosen.length === 0) throw noPartition(name, partitions.length);
  const places = chosen.map(({ partition: index, leader }) => ({ topic: name, partition: index, leader }));
  const at = (timestamp: number) =>
    listOffsets(
      client,
      places.map((place) => ({ ...place, timestamp })),
    );
  const time = typeof from === 'object' && 'timestamp' in from ? Date.parse(from.timestamp) : null;
  const [starts, ends, later] = await Promise.all([
    at(earliest),
    at(latest),
    time === null ? null : at(time),
  ]);
  const ranges: LogRange[] = [];
  const unreadable: Unreadable[] = [];
  for (const place of places) {
    const key = partitionKey(name, place.partition);
    const [start, end] = [starts.get(key)?.offset, ends.get(key)?.offset];
    if (start === undefined || end === undefined) {
      unreadable.push({ partition: place.partition, reason: 'its leader does not answer' });
      continue;
    }
    const first = later === null ? start : (later.get(key)?.offset ?? -1);
    ranges.push({ ...place, start, from: first < 0 ? end : first, to: end });
  }
  const placed =
    typeof from === 'object' && 'offset' in from ? atOffset(ranges, partitions.length, from.offset) : ranges;
  return { ranges: placed.filter((range) => range.from < range.to), unreadable };
}

function atOffset(ranges: readonly LogRange[], partitions: number, offset: number): LogRange[] {
  if (ranges.length > 1)
    throw new MeshError(
      'MESH_TOOL_FAILED',
      `from: an offset is of one partition, and the topic has ${partitions}`,
      {
        remedy: 'Name the partition.',
      },
    );
  return ranges.map((range) => {
    if (offset >= range.start && offset <= range.to) return { ...range, from: offset };
    const holds =
      range.start === range.to ? `none: its next is ${range.to}` : `${range.start} to ${range.to - 1}`;
    const problem = `from: offset ${offset} is out of range; partition ${range.partition} holds ${holds}`;
    throw new MeshError('MESH_TOOL_FAILED', problem);
  });
}

const noPartition = (topic: string, partitions: number): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `partition: topic "${topic}" has ${partitions}: 0 to ${partitions - 1}`);
