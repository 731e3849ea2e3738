import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { recoveringIn } from '../series/absences.ts';
import { count, percent, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Kafka's default `leader.imbalance.per.broker.percentage`. */
const skewedShare = 0.1;
/** An election under way is over within one sweep; skew that lasts over this and two sweeps is there to stay. */
const sustainedMs = 900;

/**
 * Brokers that are up and in sync but whose partitions are led by others. Says nothing while a broker is missing: then
 * leaders are elsewhere for a reason; nor while one that is just back is still catching up, or has only just caught up.
 */
export const leaderSkew: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const skew = skewIn(now);
  if (skew.length === 0) return [];
  const firstSkewed = window.findLastIndex((observation) => skewIn(observation).length === 0) + 1;
  const since = window[firstSkewed]?.at ?? now.at;
  const recovering = recoveringIn(window);
  const lastBehind =
    recovering.size === 0 ? -1 : window.findLastIndex((observation) => isCatchingUp(observation, recovering));
  const settled = window[Math.max(firstSkewed, lastBehind + 1)]?.at ?? now.at;
  return now.at - settled < sustainedMs ? [] : [detection(now, since, skew)];
};

const isCatchingUp = ({ topics }: ClusterObservation, brokers: ReadonlySet<number>): boolean =>
  topics.some(({ partitions }) =>
    partitions.some(({ replicas, isr }) => replicas.some((id) => brokers.has(id) && !isr.includes(id))),
  );

interface Skew {
  broker: number;
  preferred: number;
  /** Of the preferred ones, led by another although this broker is in sync. */
  lost: number;
}

const known = new WeakMap<ClusterObservation, Skew[]>();

function skewIn(observation: ClusterObservation): Skew[] {
  const skew = known.get(observation) ?? skewOf(observation, []);
  known.set(observation, skew);
  return skew;
}

/** Whether the skew is only that of these topics. */
export const skewIsOnlyOf = (observation: ClusterObservation, topics: readonly string[]): boolean =>
  skewOf(observation, topics).length === 0;

/** Brokers that lack at least a tenth of their leaderships, worst first; none while a replica's broker is missing. */
function skewOf({ brokers, topics }: ClusterObservation, exceptTopics: readonly string[]): Skew[] {
  const skews = new Map(brokers.map(({ id }) => [id, { broker: id, preferred: 0, lost: 0 }]));
  for (const { name, partitions } of topics) {
    if (exceptTopics.includes(name)) continue;
    for (const { leader, replicas, isr } of partitions) {
      if (replicas.some((replica) => !skews.has(replica))) return [];
      const [preferred] = replicas;
      const skew = preferred === undefined ? undefined : skews.get(preferred);
      if (preferred === undefined || skew === undefined) continue;
      skew.preferred += 1;
      if (leader !== preferred && leader !== -1 && isr.includes(preferred)) skew.lost += 1;
    }
  }
  return [...skews.values()]
    .filter(({ lost, preferred }) => lost > 0 && lost >= preferred * skewedShare)
    .toSorted((a, b) => b.lost / b.preferred - a.lost / a.preferred || a.broker - b.broker);
}

function detection(now: ClusterObservation, since: number, skew: readonly Skew[]): Detection {
  const worst = Math.max(...skew.map(({ lost, preferred }) => lost / preferred));
  const lost = skew.reduce((sum, broker) => sum + broker.lost, 0);
  const listed = skew
    .slice(0, 5)
    .map(({ broker, lost: missing, preferred }) => `broker ${broker} lacks ${missing} of its ${preferred}`);
  const more =
    skew.length > listed.length ? `, and ${count(skew.length - listed.length, 'more broker')}` : '';
  return {
    symptom: 'leader-skew',
    cluster: now.cluster,
    resources: [
      ...skew.slice(0, 49).map(({ broker }) => ({ kind: 'broker' as const, name: String(broker) })),
      { kind: 'cluster', name: now.cluster },
    ],
    severity: worst >= 0.5 ? 2 : 1,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary: `Leaders sit on the wrong brokers (up to ${percent(worst)}): ${listed.join(', ')} leaderships${more}.`,
    measures: {
      worstImbalanceRatio: round(worst, 4),
      misplacedLeaders: lost,
      skewedBrokers: skew.length,
      sustainedSeconds: (now.at - since) / 1000,
    },
  };
}
