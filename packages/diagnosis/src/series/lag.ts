import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';
import type { Point } from './points.ts';

/** Records of the topic that the group has not committed, over the partitions it has committed to. */
export function lagSeries(window: readonly ClusterObservation[], groupId: string, topic: string): Point[] {
  const points: Point[] = [];
  for (const observation of window) {
    const value = lagIn(observation, groupId, topic);
    if (value !== undefined) points.push({ at: observation.at, value });
  }
  return points;
}

/** Undefined where the topic is not there, or the group has committed nothing of it. */
export function lagIn(observation: ClusterObservation, groupId: string, topic: string): number | undefined {
  const highWatermarks = topicIn(observation, topic)?.partitions;
  const offsets = groupIn(observation, groupId)?.offsets;
  if (highWatermarks === undefined || offsets === undefined) return undefined;
  let lag: number | undefined;
  for (const offset of offsets) {
    if (offset.topic !== topic || offset.committed < 0) continue;
    const found = highWatermarks.find(({ partition }) => partition === offset.partition);
    if (found === undefined || found.highWatermark < 0) continue;
    lag = (lag ?? 0) + Math.max(0, found.highWatermark - offset.committed);
  }
  return lag;
}
