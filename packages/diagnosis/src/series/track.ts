import type { ClusterObservation, GroupOffsetObservation, TopicObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';

/** How a group read one topic over the window: one entry per observation that shows both, oldest first. */
export interface Track {
  groupId: string;
  topic: string;
  points: TrackPoint[];
  /** Numbers of the partitions, in the order of the lists of each point. */
  partitions: number[];
}

export interface TrackPoint {
  /** Epoch milliseconds. */
  at: number;
  state: string;
  /** Records, over all partitions. */
  lag: number;
  ends: number[];
  committed: number[];
}

/**
 * Of the partitions whose end and committed offset are known in the newest observation. What lies before an offset that
 * went backwards (reset, or a topic made anew) is left out. Undefined where the newest observation shows nothing of it.
 */
export function trackOf(
  window: readonly ClusterObservation[],
  groupId: string,
  topic: string,
): Track | undefined {
  const now = window.at(-1);
  const partitions = now === undefined ? [] : knownPartitions(now, groupId, topic);
  if (partitions.length === 0) return undefined;
  let points: TrackPoint[] = [];
  for (const observation of window) {
    const point = pointIn(observation, groupId, topic, partitions);
    if (point === undefined) continue;
    const before = points.at(-1);
    if (before !== undefined && wentBack(before, point)) points = [];
    if (before === undefined || point.at > before.at) points.push(point);
  }
  return { groupId, topic, points, partitions };
}

/** The log of one partition; partitions are listed by number nearly always. */
export const partitionOf = ({ partitions }: TopicObservation, partition: number) => {
  const likely = partitions[partition];
  return likely?.partition === partition
    ? likely
    : partitions.find((candidate) => candidate.partition === partition);
};

/** Unread records of a partition; undefined where either offset is not known. */
export function lagOf(
  topic: TopicObservation,
  { partition, committed }: GroupOffsetObservation,
): number | undefined {
  const end = partitionOf(topic, partition)?.highWatermark ?? -1;
  return end < 0 || committed < 0 ? undefined : Math.max(0, end - committed);
}

function knownPartitions(now: ClusterObservation, groupId: string, name: string): number[] {
  const topic = topicIn(now, name);
  const offsets = groupIn(now, groupId)?.offsets ?? [];
  if (topic === undefined) return [];
  const known = offsets.filter((offset) => offset.topic === name && lagOf(topic, offset) !== undefined);
  return [...new Set(known.map(({ partition }) => partition))];
}

function pointIn(
  observation: ClusterObservation,
  groupId: string,
  name: string,
  partitions: readonly number[],
): TrackPoint | undefined {
  const topic = topicIn(observation, name);
  const group = groupIn(observation, groupId);
  if (topic === undefined || group === undefined) return undefined;
  const own = group.offsets.filter((offset) => offset.topic === name);
  const ends: number[] = [];
  const committed: number[] = [];
  let lag = 0;
  for (const [index, partition] of partitions.entries()) {
    const likely = own[index];
    const offset = likely?.partition === partition ? likely : own.find((one) => one.partition === partition);
    const end = partitionOf(topic, partition)?.highWatermark ?? -1;
    if (offset === undefined || offset.committed < 0 || end < 0) return undefined;
    ends.push(end);
    committed.push(offset.committed);
    lag += Math.max(0, end - offset.committed);
  }
  return { at: observation.at, state: group.state, lag, ends, committed };
}

const wentBack = (before: TrackPoint, now: TrackPoint): boolean =>
  now.ends.some((end, index) => end < (before.ends[index] ?? 0)) ||
  now.committed.some((committed, index) => committed < (before.committed[index] ?? 0));
