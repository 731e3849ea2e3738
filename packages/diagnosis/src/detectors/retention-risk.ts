import type { ClusterObservation, Detection, GroupOffsetObservation } from '@sremesh/contracts';
import { commitGapSeconds, defaultCommitGapSeconds, sweepGapSeconds } from '../series/commits.ts';
import { lagIn } from '../series/lag.ts';
import { logDistance } from '../series/log-distance.ts';
import { groupIn, topicIn } from '../series/lookup.ts';
import { lastSeconds, slopePerSecond, type Point } from '../series/points.ts';
import { remainingSeconds, type ReadPosition } from '../series/remaining.ts';
import { consumeSteps, produceSteps, ratePerSecond } from '../series/steps.ts';
import { partitionOf } from '../series/track.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** At risk is what has less than this share of the retention left. */
export const riskShare = 0.5;
/** A loss that is further away than this many retentions at the present trend can wait. */
const farAway = 2;
/** Who has lost its place stands there; who reads at the edge moves on. */
const standingMs = 2900;
/** How far back the trend is looked for. */
const trendSeconds = 60;
/** Rates "now" are taken over this, or two commits if that is longer. */
const rateSeconds = 10;

/**
 * A group that will lose records of a topic: the oldest one it has not read has less than half of the retention left,
 * the time is running out, and at the present rates the group will not have caught up by then.
 */
export const retentionRisk: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const detections: Detection[] = [];
  for (const { groupId, offsets } of now.groups) {
    const worst = new Map<string, Danger>();
    for (const offset of offsets) {
      const { topic, partition, timeToDataLossSeconds: left } = offset;
      if (left === null || left >= (worst.get(topic)?.left ?? Infinity)) continue;
      const retentionMs = topicIn(now, topic)?.retentionMs ?? -1;
      if (retentionMs <= 0 || left * 1000 >= retentionMs * riskShare) continue;
      if (logDistance(now, offset) < 0 && wasDeletedEarly(window, groupId, offset, retentionMs)) continue;
      const danger = dangerOf(window, { groupId, topic, partition }, left);
      if (danger !== undefined) worst.set(topic, danger);
    }
    for (const [topic, danger] of worst) detections.push(detection(now, groupId, topic, danger));
  }
  return detections;
};

/** What is gone although it was too young for retention was deleted by somebody: that is no danger that nears. */
function wasDeletedEarly(
  window: readonly ClusterObservation[],
  groupId: string,
  { topic, partition, committed }: GroupOffsetObservation,
  retentionMs: number,
): boolean {
  const now = window.at(-1)?.at ?? 0;
  const unread = window.find((observation) => {
    const log = topicIn(observation, topic);
    return ((log === undefined ? undefined : partitionOf(log, partition)?.highWatermark) ?? -1) > committed;
  });
  const isYoung = unread !== undefined && unread !== window[0] && now - unread.at < retentionMs * riskShare;
  if (isYoung) return true;
  const before = window.findLast(({ at }) => at <= now - standingMs);
  const was = before === undefined ? undefined : groupIn(before, groupId)?.offsets;
  return (
    was?.some((one) => one.topic === topic && one.partition === partition && one.committed === committed) ??
    false
  );
}

interface Danger {
  left: number;
  /** Seconds of `left` that are lost each second. */
  shrinking: number;
  lossInSeconds: number;
  produceRate: number;
  consumeRate: number;
  since: number;
}

function dangerOf(
  window: readonly ClusterObservation[],
  position: ReadPosition,
  left: number,
): Danger | undefined {
  const now = window.at(-1);
  if (now === undefined) return undefined;
  const { groupId, topic, partition } = position;
  const consumed = consumeSteps(window, groupId, topic, partition);
  const seenGap = commitGapSeconds(consumed);
  const gap = seenGap ?? defaultCommitGapSeconds;
  const noise = gap + sweepGapSeconds(window);
  const series = remainingSeconds(window, position);
  const trend = lastSeconds(series, trendSeconds);
  const shrinking = shrinkingBy(
    trend,
    // Commits that were never seen may be rare; with little time left that is no reason to wait for them.
    seenGap === undefined ? Math.min(noise, Math.max(2, left / 3)) : noise,
    2 * (noise + gap),
  );
  const span = Math.max(rateSeconds, 2 * gap);
  const produceRate = ratePerSecond(lastSeconds(produceSteps(window, topic, partition), span)) ?? 0;
  const consumeRate = ratePerSecond(lastSeconds(consumed, span)) ?? 0;
  // At the very edge nothing can shrink any more: records go as fast as the group would have to read them.
  const losing = left <= 0 && consumeRate > 0;
  if (shrinking === undefined && !losing) return undefined;
  const lossInSeconds = shrinking === undefined ? 0 : left / shrinking;
  const retention = (topicIn(now, topic)?.retentionMs ?? 0) / 1000;
  if (lossInSeconds > retention * farAway) return undefined;
  const lag = partitionLag(now, position);
  const gaining = consumeRate - produceRate;
  if (gaining > 0 && lag / gaining < lossInSeconds) return undefined;
  const firstBad = series.findLastIndex(({ value }) => value >= retention * riskShare) + 1;
  const since = series[firstBad]?.at ?? now.at;
  return { left, shrinking: shrinking ?? 0, lossInSeconds, produceRate, consumeRate, since };
}

/**
 * Seconds lost a second over the last `presentSeconds`; undefined while the time has not shrunk by more than the ups and
 * downs between commits (`noise`, seconds) can explain.
 */
function shrinkingBy(trend: readonly Point[], noise: number, presentSeconds: number): number | undefined {
  const best = Math.max(...trend.map(({ value }) => value));
  const drop = best - (trend.at(-1)?.value ?? best);
  if (drop <= noise) return undefined;
  const present = slopePerSecond(lastSeconds(trend, presentSeconds)) ?? 0;
  // Time does not run faster than time; what exceeds it is the coarseness of the readings.
  return present < 0 ? Math.min(1, -present) : undefined;
}

function partitionLag(now: ClusterObservation, { groupId, topic, partition }: ReadPosition): number {
  const committed = now.groups
    .find((group) => group.groupId === groupId)
    ?.offsets.find((offset) => offset.topic === topic && offset.partition === partition)?.committed;
  const end = topicIn(now, topic)?.partitions.find((found) => found.partition === partition)?.highWatermark;
  return Math.max(0, (end ?? 0) - (committed ?? 0));
}

function detection(now: ClusterObservation, groupId: string, topic: string, danger: Danger): Detection {
  const retention = (topicIn(now, topic)?.retentionMs ?? 0) / 1000;
  const lag = lagIn(now, groupId, topic) ?? 0;
  return {
    symptom: 'retention-risk',
    cluster: now.cluster,
    resources: [
      { kind: 'consumer-group', name: groupId },
      { kind: 'topic', name: topic },
    ],
    severity: severityOf(danger.left, retention),
    observedAt: isoTime(now.at),
    since: isoTime(danger.since),
    summary:
      `Group ${named(groupId)} is ${count(lag, 'record')} behind on topic ${named(topic)}; ` +
      `retention (${duration(retention)}) may delete what it has not read in ${duration(danger.left)}, and the time is shrinking.`,
    measures: {
      timeToDataLossSeconds: round(danger.left, 3),
      timeToDataLossAtTrendSeconds: round(danger.lossInSeconds, 3),
      shrinkSecondsPerSecond: round(danger.shrinking, 3),
      retentionSeconds: retention,
      lagRecords: lag,
      partitionProduceRecordsPerSecond: round(danger.produceRate, 3),
      partitionConsumeRecordsPerSecond: round(danger.consumeRate, 3),
    },
  };
}

/** 3: nearly gone, by the share left or because nobody could react in that time; 2: within hours. */
function severityOf(left: number, retention: number): number {
  if (left <= retention / 8 || left <= 600) return 3;
  return left <= retention / 4 || left <= 7200 ? 2 : 1;
}
