import type { ClusterObservation, Detection, Resource } from '@sremesh/contracts';
import type { LostRight } from '../series/lost-rights.ts';
import { readingsOf } from '../series/readings.ts';
import { risesOf } from '../series/rises.ts';
import { clipped, count, named } from '../text.ts';
import { isoTime } from './detector.ts';
import { stoppedSince } from './stopped.ts';

/** Rights that one principal lost at about the same time, and that it turned out to need. */
export interface Revocation {
  principal: string;
  /** The earliest first. */
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

/** Kafka's word for a refusal, by what it is refused on. */
const errorOn: Readonly<Record<string, string>> = {
  Topic: 'TOPIC_AUTHORIZATION_FAILED',
  Group: 'GROUP_AUTHORIZATION_FAILED',
  Cluster: 'CLUSTER_AUTHORIZATION_FAILED',
  TransactionalId: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
};

/** Lost rights after which requests were refused, or, where nobody counts those, what they were for has stopped. */
export function revocationsIn(
  window: readonly ClusterObservation[],
  lost: readonly LostRight[],
): Revocation[] {
  const now = window.at(-1);
  if (now === undefined || lost.length === 0) return [];
  const readings = now.metrics === null ? null : readingsOf(window, 'metrics');
  return [...Map.groupBy(lost, ({ entry }) => entry.principal)].flatMap(([principal, all]): Revocation[] => {
    const ordered = all.toSorted(byTimeAndKind);
    const began = ordered[0]?.at ?? now.at;
    if (now.at - began > toldMs) return [];
    const together = ordered.filter(({ at }) => at - began <= togetherMs);
    if (readings === null) {
      const needed = together.some(({ at, entry }) => stoppedSince(window, entry, at));
      return needed ? [{ principal, lost: together, refused: null }] : [];
    }
    const errors = new Set(together.map(({ entry }) => errorOn[entry.resourceType]));
    const refused = risesOf(readings, ({ authorizationErrors }) =>
      authorizationErrors.reduce((sum, { error, count: seen }) => sum + (errors.has(error) ? seen : 0), 0),
    )
      .filter(({ at }) => at >= began - earlierMs)
      .reduce((sum, { by }) => sum + by, 0);
    return refused > 0 ? [{ principal, lost: together, refused }] : [];
  });
}

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
