import type { ClusterObservation, Detection } from '@sremesh/contracts';
import {
  commitGapSeconds,
  defaultCommitGapSeconds,
  longestPauseSeconds,
  sweepGapSeconds,
} from '../series/commits.ts';
import { lagSeries } from '../series/lag.ts';
import { groupIn, topicIn } from '../series/lookup.ts';
import { lastSeconds } from '../series/points.ts';
import { consumeSteps } from '../series/steps.ts';
import { count, duration, named, perSecond, round } from '../text.ts';
import { mayHavePeaks } from '../series/peaks.ts';
import { burstOn, leastBurst, type Burst } from './burst.ts';
import { isoTime, type Detector } from './detector.ts';
import { riskShare } from './retention-risk.ts';

/** Lag that no burst is needed to explain. */
const everydayRecords = 50;
/** What is normal is seen in this time before the burst; earlier there may have been another. */
const calmSeconds = 15;
/** How much of the rise must be gone before the drain counts as visible. */
const visibleShare = 0.2;
const shortDrainSeconds = 120;
/** A burst that has drained is still told of for this long after its peak. */
const afterPeakMs = 15_000;

/**
 * Lag that a short burst of production left and that is draining by itself: produced at three times the usual rate or
 * more, never a stop in consumption, lag well above what is normal for this group, and falling since.
 */
export const lagBurst: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  return mayHavePeaks(window, leastBurst).flatMap((place) => {
    const { name = '', internal = true } = now.topics[place] ?? {};
    const burst = internal ? undefined : burstOn(window, name);
    if (burst === undefined) return [];
    return now.groups.flatMap(({ groupId, offsets }) => {
      if (!offsets.some(({ topic }) => topic === name) || atRisk(now, groupId, name)) return [];
      const drain = drainOf(window, groupId, name, burst);
      return drain === undefined ? [] : [detection(now, groupId, name, burst, drain)];
    });
  });
};

/** In records, and seconds. */
interface Drain {
  normal: number;
  peak: number;
  lag: number;
  drainSeconds: number;
}

function drainOf(
  window: readonly ClusterObservation[],
  groupId: string,
  topic: string,
  burst: Burst,
): Drain | undefined {
  const series = lagSeries(window, groupId, topic);
  const before = lastSeconds(
    series.filter(({ at }) => at <= burst.from),
    calmSeconds,
  );
  const after = series.filter(({ at }) => at > burst.from);
  const now = after.at(-1);
  if (before.length < 3 || now === undefined) return undefined;
  const normal = Math.max(...before.map(({ value }) => value));
  const peak = after.reduce((a, b) => (b.value > a.value ? b : a), now);
  const fallen = peak.value - now.value;
  const rise = peak.value - normal;
  const everyday = 2 * normal + everydayRecords;
  if (peak.value <= everyday || fallen < rise * visibleShare) return undefined;
  if (now.value <= everyday && now.at - peak.at > afterPeakMs) return undefined;
  const drainSeconds = (Math.max(0, now.value - normal) / fallen) * ((now.at - peak.at) / 1000);
  if (drainSeconds > shortDrainSeconds || hasStopped(window, groupId, topic, burst)) return undefined;
  return { normal, peak: peak.value, lag: now.value, drainSeconds };
}

function hasStopped(
  window: readonly ClusterObservation[],
  groupId: string,
  topic: string,
  burst: Burst,
): boolean {
  const steps = consumeSteps(window, groupId, topic);
  const since = steps.filter(({ from }) => from >= burst.from);
  const usualPause = 2 * (commitGapSeconds(steps) ?? defaultCommitGapSeconds) + sweepGapSeconds(window);
  return longestPauseSeconds(since) > Math.max(3, usualPause);
}

function atRisk(now: ClusterObservation, groupId: string, topic: string): boolean {
  const retentionMs = topicIn(now, topic)?.retentionMs ?? -1;
  const offsets = groupIn(now, groupId)?.offsets ?? [];
  return offsets.some(
    ({ topic: name, timeToDataLossSeconds: left }) =>
      name === topic && left !== null && retentionMs > 0 && left * 1000 < retentionMs * riskShare,
  );
}

function detection(
  now: ClusterObservation,
  groupId: string,
  topic: string,
  burst: Burst,
  { normal, peak, lag, drainSeconds }: Drain,
): Detection {
  return {
    symptom: 'lag-burst',
    cluster: now.cluster,
    resources: [
      { kind: 'consumer-group', name: groupId },
      { kind: 'topic', name: topic },
    ],
    severity: 1,
    observedAt: isoTime(now.at),
    since: isoTime(burst.since),
    summary:
      `A burst of ${perSecond(burst.peakRate)} on topic ${named(topic)} (usually ${perSecond(burst.baseline)}) left ` +
      `group ${named(groupId)} ${count(peak, 'record')} behind; ${count(lag, 'record')} now, drained in about ${duration(drainSeconds)}.`,
    measures: {
      burstRatio: round(burst.peakRate / Math.max(1, burst.baseline), 2),
      burstSeconds: (burst.until - burst.from) / 1000,
      baselineRecordsPerSecond: round(burst.baseline, 3),
      peakRecordsPerSecond: round(burst.peakRate, 3),
      normalLagRecords: normal,
      peakLagRecords: peak,
      lagRecords: lag,
      drainSeconds: round(drainSeconds, 3),
    },
  };
}
