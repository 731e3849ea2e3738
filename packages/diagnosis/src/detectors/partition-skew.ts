import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { growthsIn, type Growth, type PartitionGrowth } from '../series/growth.ts';
import { hotPartition, shapeOf } from '../series/growth-shape.ts';
import { count, duration, named, percent, perSecond, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';
import { rises } from './lag-rises.ts';

interface Hot {
  growth: Growth;
  hottest: PartitionGrowth;
}

/**
 * A partition that gets most of what is produced to its topic, more than those who read it keep up with, while they keep
 * up with all the others. A partition that is merely busier is none.
 */
export const partitionSkew: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const hot = growthsIn(window).flatMap((growth): Hot[] => {
    if (!rises(growth) || shapeOf(growth) !== 'hot') return [];
    const hottest = hotPartition(growth);
    return hottest === undefined ? [] : [{ growth, hottest }];
  });
  return [...Map.groupBy(hot, ({ growth }) => growth.topic)].map(([topic, own]) =>
    detection(now, topic, own),
  );
};

function detection(now: ClusterObservation, topic: string, hot: readonly Hot[]): Detection {
  const ordered = hot.toSorted((a, b) => b.hottest.lag - a.hottest.lag);
  const worst = ordered[0];
  if (worst === undefined) throw new RangeError('a skewed topic has a group that falls behind');
  const { growth, hottest } = worst;
  const produced = growth.partitions.reduce((sum, one) => sum + one.produced, 0);
  const share = hottest.produced / Math.max(1, produced);
  const rate = (records: number) => records / Math.max(0.001, growth.seconds);
  const partitions = new Set(ordered.slice(0, 9).map((one) => `${topic}/${one.hottest.partition}`));
  const groups = ordered.slice(0, 40).map((one) => one.growth.groupId);
  return {
    symptom: 'partition-skew',
    cluster: now.cluster,
    resources: [
      { kind: 'topic', name: topic },
      ...[...partitions].map((name) => ({ kind: 'partition' as const, name })),
      ...groups.map((name) => ({ kind: 'consumer-group' as const, name })),
    ],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(Math.min(...hot.map((one) => one.growth.since))),
    summary:
      `Partition ${hottest.partition} of topic ${named(topic)} gets ${percent(share)} of ${perSecond(rate(produced))} ` +
      `(${count(growth.partitions.length, 'partition')}), and group ${named(growth.groupId)} falls behind on it alone: ` +
      `${count(hottest.lag, 'record')} after ${duration(growth.seconds)}.`,
    measures: {
      hotShareRatio: round(share, 4),
      fairShareRatio: round(1 / growth.partitions.length, 4),
      partitions: growth.partitions.length,
      hotProduceRecordsPerSecond: round(rate(hottest.produced), 3),
      hotConsumeRecordsPerSecond: round(rate(hottest.consumed), 3),
      produceRecordsPerSecond: round(growth.produceRate, 3),
      consumeRecordsPerSecond: round(growth.consumeRate, 3),
      hotLagRecords: hottest.lag,
      otherLagRecords: growth.partitions.reduce((sum, { lag }) => sum + lag, -hottest.lag),
      growthSeconds: round(growth.seconds, 3),
      groups: hot.length,
    },
  };
}
