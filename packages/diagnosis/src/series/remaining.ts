import type { ClusterObservation } from '@sremesh/contracts';
import { groupIn, topicIn } from './lookup.ts';
import type { Point } from './points.ts';

/** One partition as a group has read it. */
export interface ReadPosition {
  groupId: string;
  topic: string;
  partition: number;
}

interface Sighting {
  at: number;
  committed: number;
  highWatermark: number;
  timeToDataLossSeconds: number | null;
}

/**
 * Seconds until retention may delete the oldest record a group has not read, over the window. Where it was not read
 * from the log it is reckoned from when the high watermark passed the committed offset, exact to one sweep; where that
 * was before the window began there is no point, nor from a time with another retention, nor from before an offset went backwards.
 */
export function remainingSeconds(window: readonly ClusterObservation[], position: ReadPosition): Point[] {
  const newest = window.at(-1);
  const retentionMs = newest === undefined ? null : (topicIn(newest, position.topic)?.retentionMs ?? null);
  if (retentionMs === null || retentionMs <= 0) return [];
  const seen = sightings(window, position, retentionMs);
  const points: Point[] = [];
  // Both offsets only grow, so the sweep that first showed a record is never before that of an earlier record.
  let shownIn = 0;
  for (const { at, committed, highWatermark, timeToDataLossSeconds } of seen) {
    while ((seen[shownIn]?.highWatermark ?? Infinity) <= committed) shownIn += 1;
    const shown = seen[shownIn];
    if (timeToDataLossSeconds !== null) points.push({ at, value: timeToDataLossSeconds });
    else if (committed >= highWatermark) points.push({ at, value: retentionMs / 1000 });
    else if (shownIn > 0 && shown !== undefined)
      points.push({ at, value: (retentionMs - (at - shown.at)) / 1000 });
  }
  return points;
}

function sightings(
  window: readonly ClusterObservation[],
  { groupId, topic: name, partition }: ReadPosition,
  retentionMs: number,
): Sighting[] {
  let seen: Sighting[] = [];
  for (const observation of window) {
    const topic = topicIn(observation, name);
    const log = topic?.partitions.find((found) => found.partition === partition);
    const offset = groupIn(observation, groupId)?.offsets.find(
      (found) => found.topic === name && found.partition === partition,
    );
    if (topic?.retentionMs !== retentionMs || log === undefined || offset === undefined) continue;
    if (log.highWatermark < 0 || offset.committed < 0) continue;
    const before = seen.at(-1);
    const replaced =
      before !== undefined &&
      (log.highWatermark < before.highWatermark || offset.committed < before.committed);
    if (replaced) seen = [];
    seen.push({
      at: observation.at,
      committed: offset.committed,
      highWatermark: log.highWatermark,
      timeToDataLossSeconds: offset.timeToDataLossSeconds,
    });
  }
  return seen;
}
