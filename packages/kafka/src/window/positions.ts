import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';

/** The end of a partition and how far a group has read it. */
export interface Position {
  end: number;
  committed: number;
}

/** Where a group stood in one sweep; by `topic/partition`. */
export interface PositionSample {
  at: number;
  positions: ReadonlyMap<string, Position>;
}

const shortestMs = 1000;

/** Undefined where the group was not seen. */
export function positionsIn(
  { at, groups, topics }: ClusterObservation,
  groupId: string,
  topic: string | undefined,
): PositionSample | undefined {
  const group = groups.find((candidate) => candidate.groupId === groupId);
  if (group === undefined) return undefined;
  const offsets = group.offsets.filter((offset) => topic === undefined || offset.topic === topic);
  const names = new Set(offsets.map((offset) => offset.topic));
  const wanted = new Map(
    topics
      .filter(({ name }) => names.has(name))
      .map(({ name, partitions }) => [
        name,
        new Map(partitions.map(({ partition, highWatermark }) => [partition, highWatermark])),
      ]),
  );
  return { at, positions: new Map(offsets.flatMap((offset) => positionOf(offset, wanted))) };
}

function positionOf(
  { topic, partition, committed }: GroupObservation['offsets'][number],
  ends: ReadonlyMap<string, ReadonlyMap<number, number>>,
): [string, Position][] {
  const end = ends.get(topic)?.get(partition);
  return end === undefined || end < 0 ? [] : [[`${topic}/${partition}`, { end, committed }]];
}

export const lagOf = ({ positions }: PositionSample): number =>
  positions.values().reduce((sum, { end, committed }) => sum + Math.max(0, end - committed), 0);

/** Null where it is less than a second, in which rates say nothing. */
export function secondsBetween(from: { at: number }, to: { at: number }): number | null {
  const ms = to.at - from.at;
  return ms < shortestMs ? null : ms / 1000;
}

/** Records; a position that went backwards stood still. */
export const movedBetween = (from: Position, to: Position): { produced: number; consumed: number } => ({
  produced: Math.max(0, to.end - from.end),
  consumed: Math.max(0, to.committed - from.committed),
});
