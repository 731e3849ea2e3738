import type { AclEntry } from '@sremesh/contracts';
import type { Part } from './readings.ts';

/** A right that somebody had and has no more. */
export interface LostRight {
  /** Epoch milliseconds, of the first reading without it. */
  at: number;
  /** The Allow that went, or the Deny that came. */
  entry: AclEntry;
}

/** A right that is given for a moment, as for one change, is not missed when it goes. */
const momentMs = 6000;
/** What producers and consumers need; the others are for administration. */
const needed: ReadonlySet<string> = new Set(['Read', 'Write', 'All', 'IdempotentWrite']);

/**
 * Rights lost within the readings and not given back since. A right that another entry still gives is not lost, and one
 * that was given only a moment before is not missed.
 */
export function lostRights(readings: readonly Part<'acls'>[]): LostRight[] {
  const newest = readings.at(-1);
  if (newest === undefined || readings.length < 2) return [];
  const sets = readings.map(({ at, entries }) => ({ at, byKey: new Map(entries.map((e) => [keyOf(e), e])) }));
  const now = new Set(newest.entries.map(keyOf));
  const lost = new Map<string, LostRight>();
  const addedAt = new Map<string, number>();
  for (const [index, { at, byKey }] of sets.entries()) {
    const before = sets[index - 1]?.byKey;
    if (before === undefined) continue;
    for (const [key, entry] of byKey) {
      if (before.has(key) || !needed.has(entry.operation)) continue;
      addedAt.set(key, at);
      if (entry.permission === 'Deny') lost.set(key, { at, entry });
    }
    for (const [key, entry] of before) {
      if (byKey.has(key) || entry.permission !== 'Allow' || !needed.has(entry.operation)) continue;
      if (at - (addedAt.get(key) ?? -Infinity) > momentMs) lost.set(key, { at, entry });
    }
  }
  return [...lost]
    .filter(([key, { entry }]) =>
      entry.permission === 'Deny'
        ? now.has(key)
        : !now.has(key) && !newest.entries.some((other) => makesUpFor(other, entry)),
    )
    .map(([, right]) => right);
}

const keyOf = (entry: AclEntry): string =>
  JSON.stringify([
    entry.principal,
    entry.host,
    entry.operation,
    entry.permission,
    entry.resourceType,
    entry.resourceName,
    entry.patternType,
  ]);

function makesUpFor(other: AclEntry, lost: AclEntry): boolean {
  const sameClient =
    (other.principal === lost.principal || other.principal === 'User:*') &&
    (other.host === lost.host || other.host === '*');
  const sameOperation = other.operation === lost.operation || other.operation === 'All';
  if (other.permission !== 'Allow' || other.resourceType !== lost.resourceType) return false;
  return sameClient && sameOperation && coversAll(other, lost);
}

/** Whether an entry's pattern covers whatever the other's does. */
const coversAll = (wide: AclEntry, narrow: AclEntry): boolean =>
  wide.resourceName === '*' ||
  (wide.patternType === 'PREFIXED'
    ? narrow.resourceName.startsWith(wide.resourceName)
    : narrow.patternType === 'LITERAL' && wide.resourceName === narrow.resourceName);

/** Whether an entry applies to a resource of this name. */
export const appliesTo = ({ resourceName, patternType }: AclEntry, name: string): boolean =>
  patternType === 'PREFIXED' ? name.startsWith(resourceName) : resourceName === '*' || resourceName === name;
