import type { ToolOutput } from '@sremesh/contracts';
import type { Facts } from '../evidence/facts.ts';
import { lagCall } from './calls.ts';

type Lag = ToolOutput<'read_consumer_lag'>;
type Partition = Lag['partitions'][number];

/** A partition whose committed offset has stood for this long is not being read at present. Seconds. */
const standsSeconds = 4;
/** More than this share of the partitions are not few. */
const fewShare = 1 / 3;
/** Beside few that stand still the others keep up: less than this share of the lag is theirs. */
const othersShare = 0.5;

/** How much of what comes in is read. */
export interface ReadShare {
  produceRate: number;
  consumeRate: number;
  /** 0: nothing; 1: as much as comes in. */
  share: number;
  evidenceIds: string[];
}

/**
 * While the lag grew, as the detector measured it: the rates of the reading still average over the time before. Undefined
 * where nothing comes in, or the rates are not known.
 */
export function readShare(facts: Facts): ReadShare | undefined {
  const { symptom, measures } = facts.detection;
  const { produceRecordsPerSecond: produced, consumeRecordsPerSecond: consumed } = measures;
  if (symptom === 'lag-growing' && produced !== undefined && consumed !== undefined && produced > 0) {
    return { produceRate: produced, consumeRate: consumed, share: consumed / produced, evidenceIds: [] };
  }
  const fact = facts.read(lagCall(facts.detection));
  if (fact === undefined) return undefined;
  const { produceRate, consumeRate } = fact.output;
  if (produceRate === null || consumeRate === null || produceRate <= 0) return undefined;
  const evidenceIds = [fact.evidenceId];
  return { produceRate, consumeRate, share: consumeRate / produceRate, evidenceIds };
}

/** Which partitions with unread records are not being read. */
export interface StandingPartitions {
  standing: Partition[];
  /** With unread records, or with records coming in. */
  active: number;
  /** `few`: some stand still beside more that keep up. */
  extent: 'none' | 'few' | 'many' | 'all' | 'only';
  evidenceIds: string[];
}

export function standingPartitions(facts: Facts): StandingPartitions | undefined {
  const fact = facts.read(lagCall(facts.detection));
  if (fact === undefined) return undefined;
  const active = fact.output.partitions.filter(({ lag, produceRate }) => lag > 0 || (produceRate ?? 0) > 0);
  const standing = active.filter(({ lag, stuckSeconds }) => lag > 0 && stuckSeconds >= standsSeconds);
  return {
    standing,
    active: active.length,
    extent: extentOf(standing, active),
    evidenceIds: [fact.evidenceId],
  };
}

function extentOf(
  standing: readonly Partition[],
  active: readonly Partition[],
): StandingPartitions['extent'] {
  if (standing.length === 0) return 'none';
  if (standing.length === active.length) return active.length === 1 ? 'only' : 'all';
  const lag = active.reduce((sum, one) => sum + one.lag, 0);
  const others = active.reduce((sum, one) => (standing.includes(one) ? sum : sum + one.lag), 0);
  const isFew = standing.length <= Math.max(1, active.length * fewShare);
  return isFew && others < lag * othersShare ? 'few' : 'many';
}

/** How far behind a group is, in seconds of what comes in; undefined where nothing does. */
export function secondsBehind({ lag, lagSeconds, produceRate }: Lag): number | undefined {
  if (lag === 0) return 0;
  return produceRate !== null && produceRate > 0 ? lag / produceRate : (lagSeconds ?? undefined);
}
