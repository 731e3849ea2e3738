import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from './group-states.ts';
import { groupIn, topicIn } from './lookup.ts';
import { stoodSince } from './pauses.ts';
import { partitionOf, type Track } from './track.ts';

/** A partition whose committed offset does not move although there is more to read. */
export interface Standing {
  partition: number;
  offset: number;
  lag: number;
  /** Seconds since it stopped, as far back as is known. */
  seconds: number;
  /** Epoch milliseconds of the first observation that shows it where it is. */
  since: number;
  /** Whether it moved before, within the window. */
  hasMoved: boolean;
  /** Records that came in since. */
  produced: number;
  /** How often the group came back to it since it stopped: from a rebalance, and from having had no members. */
  returns: { rebalanced: number; rejoined: number; lastAt: number };
  /** Records that were produced and read since of the topic's other partitions, and those unread now. */
  others: { produced: number; consumed: number; lag: number };
}

/** Fewer records than that may be what no reader commits, as the markers of transactions. */
const leastProduced = 5;

/** Topics on which a group may have partitions that stand still, by two looks at each offset. */
export function topicsStanding(
  now: ClusterObservation,
  earlier: ClusterObservation,
  group: GroupObservation,
): Set<string> {
  const before = groupIn(earlier, group.groupId);
  const topics = new Set<string>();
  if (before === undefined) return topics;
  let index = -1;
  // Of every group in every sweep, and so without an object more than it takes.
  for (const { topic, partition, committed } of group.offsets) {
    index += 1;
    if (topics.has(topic)) continue;
    const was = before.offsets[index];
    if (was?.topic !== topic || was.partition !== partition || was.committed !== committed) continue;
    const log = topicIn(now, topic);
    const logBefore = topicIn(earlier, topic);
    if (log === undefined || log === logBefore) continue;
    const end = partitionOf(log, partition)?.highWatermark ?? -1;
    const endBefore =
      logBefore === undefined ? end : (partitionOf(logBefore, partition)?.highWatermark ?? end);
    if (end - committed >= leastProduced && end > endBefore) topics.add(topic);
  }
  return topics;
}

/** The partitions of a track that have stood still for at least `seconds` while records came in. */
export function standingIn({ points, partitions }: Track, seconds: number): Standing[] {
  const now = points.at(-1);
  if (now === undefined) return [];
  return partitions.flatMap((partition, index) => {
    const start = stoodSince(points, index);
    const from = points[start];
    const [end = 0, committed = 0] = [now.ends[index], now.committed[index]];
    if (from === undefined || now.at - from.at < seconds * 1000) return [];
    const produced = end - (from.ends[index] ?? end);
    if (produced < leastProduced || end <= committed) return [];
    const advance = (is: readonly number[], was: readonly number[]) =>
      is.reduce((sum, value, other) => (other === index ? sum : sum + value - (was[other] ?? value)), 0);
    return {
      partition,
      offset: committed,
      lag: end - committed,
      seconds: (now.at - from.at) / 1000,
      since: from.at,
      hasMoved: start > 0,
      produced,
      returns: returnsIn(points.slice(start)),
      others: {
        produced: advance(now.ends, from.ends),
        consumed: advance(now.committed, from.committed),
        lag: now.lag - (end - committed),
      },
    };
  });
}

/** How often, and when last (epoch milliseconds), a group was stable again after it had not been. */
function returnsIn(points: Track['points']): Standing['returns'] {
  const returns = { rebalanced: 0, rejoined: 0, lastAt: 0 };
  let away: 'rebalanced' | 'rejoined' | undefined;
  for (const { at, state } of points) {
    if (isMemberless(state)) away = 'rejoined';
    else if (isRebalancing(state)) away ??= 'rebalanced';
    else if (away !== undefined) {
      returns[away] += 1;
      returns.lastAt = at;
      away = undefined;
    }
  }
  return returns;
}
