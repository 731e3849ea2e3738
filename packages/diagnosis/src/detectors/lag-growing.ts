import type { ClusterObservation, Detection, Forecast } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from '../series/group-states.ts';
import { growthsIn, type Growth } from '../series/growth.ts';
import { shapeOf } from '../series/growth-shape.ts';
import { count, duration, named, perSecond, round } from '../text.ts';
import { longestBurstSeconds, loadRatio, burstRatio } from './burst.ts';
import { isoTime, type Detector } from './detector.ts';
import { rises } from './lag-rises.ts';
import { lossForecast } from './loss-forecast.ts';

/** A loss that near is the danger itself, and told of as that (`retention-risk`). */
const lossNearSeconds = 90;
/** A machine that is busy for a moment makes readers slow, too; they have caught up by then, or begun to. */
const slowSeconds = 8;
/** A group that has rebalanced for this long is no longer merely rebalancing. */
const rebalanceSeconds = 20;
/** Of the observations: with more, its members come and go. */
const unsettledShare = 0.2;
/** By then the partitions of a member that died have gone to another. */
const takeoverSeconds = 15;
/** Without knowing how often a group commits, what it reads between two commits cannot be told from standing still. */
const unknownPauseSeconds = 30;

/**
 * A group whose lag on topics grows and grows: much less is read than is produced, or nothing. Says nothing of what has a
 * name of its own: a group without members, one that is rebalancing, one partition that stands still or gets most of the
 * records, a burst that may be over soon, and unread records that retention is about to delete.
 */
export const lagGrowing: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const growing = growthsIn(window).filter(
    (growth) => rises(growth) && isItself(growth) && !isNear(now, growth),
  );
  return [...Map.groupBy(growing, ({ groupId }) => groupId)].map(([, own]) => detection(now, own));
};

function isItself(growth: Growth): boolean {
  const { state, seconds, consumeRate, pauseSeconds } = growth;
  const isBusy = isRebalancing(state) || growth.unsettledShare > unsettledShare;
  if (isBusy && seconds < rebalanceSeconds) return false;
  if (isMemberless(state) && consumeRate === 0) return false;
  if (loadRatio(growth) >= burstRatio && seconds < longestBurstSeconds) return false;
  switch (shapeOf(growth)) {
    case 'slow':
      return seconds >= slowSeconds;
    case 'stopped':
      return pauseSeconds > longestPause(growth);
    case 'partly-stopped':
      return seconds >= takeoverSeconds;
    case 'stuck':
    case 'hot':
      return false;
  }
}

const longestPause = ({ usualPauseSeconds: pause }: Growth): number =>
  pause === undefined ? unknownPauseSeconds : Math.max(4, 2 * pause + 1);

const isNear = (now: ClusterObservation, growth: Growth): boolean =>
  (lossForecast(now, growth)?.seconds ?? Infinity) < lossNearSeconds;

function detection(now: ClusterObservation, growths: readonly Growth[]): Detection {
  const ordered = growths.toSorted((a, b) => lagOf(b) - lagOf(a));
  const worst = ordered[0];
  if (worst === undefined) throw new RangeError('a detection is of at least one topic');
  const { groupId, topic, seconds, normalLag, produceRate, consumeRate, partitions } = worst;
  const loss = lossForecast(now, worst);
  const others = ordered.length === 1 ? '' : ` and ${count(ordered.length - 1, 'more topic')}`;
  const lost =
    loss === null ? '' : ` At this pace it reaches what retention deletes in ${duration(loss.seconds)}.`;
  return {
    symptom: 'lag-growing',
    cluster: now.cluster,
    resources: [
      { kind: 'consumer-group', name: groupId },
      ...ordered.slice(0, 49).map(({ topic: name }) => ({ kind: 'topic' as const, name })),
    ],
    severity: loss !== null && loss.seconds < 3600 ? 3 : 2,
    observedAt: isoTime(now.at),
    since: isoTime(Math.min(...growths.map(({ since }) => since))),
    summary:
      `Group ${named(groupId)} falls behind on topic ${named(topic)}${others}: ${count(lagOf(worst), 'record')} after ` +
      `${duration(seconds)} (normally ${count(normalLag, 'record')}); ${perSecond(produceRate)} come in, ${perSecond(consumeRate)} are read.${lost}`,
    measures: {
      lagRecords: lagOf(worst),
      normalLagRecords: normalLag,
      growthSeconds: round(seconds, 3),
      produceRecordsPerSecond: round(produceRate, 3),
      consumeRecordsPerSecond: round(consumeRate, 3),
      loadRatio: round(loadRatio(worst), 3),
      unsettledRatio: round(worst.unsettledShare, 3),
      partitions: partitions.length,
      standingPartitions: partitions.filter(({ consumed, lag }) => consumed === 0 && lag > 0).length,
      ...(loss === null ? {} : lossMeasures(loss)),
    },
  };
}

/** Until the lag has grown to what retention deletes; without the latest where the trend may as well never get there. */
const lossMeasures = ({ seconds, earliest, latest }: Forecast): Record<string, number> => ({
  secondsToDataLoss: round(seconds, 1),
  secondsToDataLossEarliest: round(earliest, 1),
  ...(latest === null ? {} : { secondsToDataLossLatest: round(latest, 1) }),
});

const lagOf = ({ lag }: Growth): number => lag.at(-1)?.value ?? 0;
