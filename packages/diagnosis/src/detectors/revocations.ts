import type { ClusterObservation, Detection, MetricsObservation, Resource } from '@sremesh/contracts';
import type { LostRight } from '../series/lost-rights.ts';
import { readingsOf } from '../series/readings.ts';
import { refusalsFor } from '../series/refusals.ts';
import { isToMiss } from '../series/rights-to-miss.ts';
import { clipped, count, named } from '../text.ts';
import { isoTime } from './detector.ts';
import { stoppedSince } from './stopped.ts';

/** Rights that one principal lost at about the same time, and that it turned out to need. */
export interface Revocation {
  principal: string;
  /** What was missed first before the others. */
  lost: readonly LostRight[];
  /** Requests refused since; null where the brokers' metrics are not read. */
  refused: number | null;
}

/** Rights that went within this time went together. Milliseconds. */
const togetherMs = 20_000;
/** A revocation is told of for this long: less than a window, so that all of it is in sight. */
const toldMs = 100_000;
/** Rights are read less often than refusals may begin. */
const earlierMs = 3000;

/** Refusals within this time before a right went are somebody else's, and may go on. Milliseconds. */
const othersMs = 30_000;
/** What needed a right that went has stopped by then. Milliseconds. */
const stopsMs = 2500;
/** Of several who may be meant, one is known by then, if at all. Milliseconds. */
const undecidedMs = 8000;

export interface Revocations {
  told: Revocation[];
  /** Whose refusals are not known yet, and may be soon; or were told of before. */
  pending: Revocation[];
}

/**
 * Lost rights after which requests of that kind were refused, or, where nobody counts those, what they were for has
 * stopped. Brokers do not tell who was refused: where others may be meant, what a right was for has to have stopped, too.
 */
export function revocationsIn(
  window: readonly ClusterObservation[],
  lost: readonly LostRight[],
): Revocations {
  const now = window.at(-1);
  const missed = lost.filter((right) => isToMiss(window, right)).toSorted(byTimeAndKind);
  const all = [...Map.groupBy(missed, ({ entry }) => entry.principal)].flatMap(([principal, rights]) => {
    const began = rights[0]?.at ?? 0;
    const together = rights.filter(({ at }) => at - began <= togetherMs);
    return now === undefined || isBeingDeleted(now, together) ? [] : [{ principal, lost: together }];
  });
  if (now === undefined || all.length === 0) return { told: [], pending: [] };
  const age = ({ lost: rights }: Pick<Revocation, 'lost'>) => now.at - (rights[0]?.at ?? now.at);
  const hasStopped = ({ lost: rights }: Pick<Revocation, 'lost'>, afterMs?: number) =>
    rights.some(({ at, entry }) => stoppedSince(window, entry, at, afterMs));
  if (now.metrics === null) {
    const told = all.filter((one) => age(one) <= toldMs && hasStopped(one));
    return { told: told.map((one) => ({ ...one, refused: null })), pending: [] };
  }
  const readings = readingsOf(window, 'metrics');
  const refused = all.flatMap((one) => refusedOf(readings, one) ?? []);
  const isMeant = (one: Candidate) => {
    const isAlone = refused.every((other) => other === one || Math.abs(age(other) - age(one)) > togetherMs);
    return (isAlone && !one.refusedBefore) || hasStopped(one, stopsMs);
  };
  return {
    told: refused.filter((one) => age(one) <= toldMs && isMeant(one)),
    pending: refused.filter((one) => age(one) > toldMs || age(one) <= undecidedMs),
  };
}

interface Candidate extends Revocation {
  /** Requests of this kind were refused before, too. */
  refusedBefore: boolean;
}

/** Those of the rights for want of which requests may have been refused, what was refused first before the others. */
function refusedOf(
  readings: readonly MetricsObservation[],
  { principal, lost }: Pick<Revocation, 'principal' | 'lost'>,
): Candidate | undefined {
  const rises = (rights: readonly LostRight[]) =>
    refusalsFor(
      readings,
      rights.map(({ entry }) => entry),
    ).filter(({ by }) => by > 0);
  const needed = lost
    .flatMap((right) => {
      const rise = rises([right]).find(({ at }) => at >= right.at - earlierMs);
      return rise === undefined ? [] : [{ right, refusedAt: rise.at }];
    })
    .toSorted((a, b) => a.refusedAt - b.refusedAt)
    .map(({ right }) => right);
  const [first] = needed;
  if (first === undefined) return undefined;
  const from = first.at - earlierMs;
  const all = rises(needed);
  return {
    principal,
    lost: needed,
    refused: all.reduce((sum, { at, by }) => sum + (at >= from ? by : 0), 0),
    refusedBefore: all.some(({ at }) => at >= from - othersMs && at < from),
  };
}

/** Rights on several things that go at once may go with these: the topics were read just before the rights. */
const isBeingDeleted = ({ at }: ClusterObservation, lost: readonly LostRight[]): boolean =>
  lost.length > 1 && lost.some((right) => right.at >= at);

const kinds: readonly string[] = ['Topic', 'Group', 'TransactionalId', 'Cluster'];

const byTimeAndKind = (a: LostRight, b: LostRight): number =>
  a.at - b.at ||
  kinds.indexOf(a.entry.resourceType) - kinds.indexOf(b.entry.resourceType) ||
  (a.entry.resourceName < b.entry.resourceName ? -1 : 1);

/** About what the right was for; about the principal where that is more than one thing. */
export function revocationDetection(
  now: ClusterObservation,
  { principal, lost, refused }: Revocation,
): Detection {
  const holder: Resource = { kind: 'principal', name: principal };
  const about = [...lost.flatMap(({ entry }) => resourceOf(entry) ?? []), holder];
  const distinct = [
    ...new Map(about.map((resource) => [`${resource.kind} ${resource.name}`, resource])).values(),
  ];
  const began = Math.min(now.at, lost[0]?.at ?? now.at);
  const listed = lost.slice(0, 5).map(({ entry }) => {
    const what = `${entry.operation} on ${entry.resourceType} ${named(entry.resourceName)}`;
    return entry.permission === 'Deny' ? `${what} (denied)` : what;
  });
  const since =
    refused === null ? 'what it was for has stopped' : `${count(refused, 'request')} refused since`;
  return {
    symptom: 'authorization-failures',
    cluster: now.cluster,
    resources: distinct.slice(0, 50),
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(began),
    summary: clipped(`Principal ${named(principal)} lost ${listed.join(', ')}; ${since}.`),
    measures: {
      lostRights: lost.length,
      lostReading: lost.filter(({ entry }) => entry.operation === 'Read' || entry.operation === 'All').length,
      ...(refused === null ? {} : { refused }),
    },
  };
}

function resourceOf({ resourceType, resourceName, patternType }: LostRight['entry']): Resource | undefined {
  if (patternType !== 'LITERAL' || resourceName === '*') return undefined;
  if (resourceType === 'Topic') return { kind: 'topic', name: resourceName };
  return resourceType === 'Group' ? { kind: 'consumer-group', name: resourceName } : undefined;
}
