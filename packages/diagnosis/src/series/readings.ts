import type { ClusterObservation } from '@sremesh/contracts';

/** Parts of an observation that are read at a pace of their own. */
export type PartName =
  | 'quorum'
  | 'reassignments'
  | 'logDirs'
  | 'acls'
  | 'metrics'
  | 'connectors'
  | 'schemas'
  | 'drift';
export type Part<K extends PartName> = NonNullable<ClusterObservation[K]>;

/** The readings of a part that a window holds, oldest first, each once. */
export function readingsOf<K extends PartName>(window: readonly ClusterObservation[], name: K): Part<K>[] {
  const readings: Part<K>[] = [];
  let last: Part<K> | undefined;
  for (const observation of window) {
    const part: ClusterObservation[K] = observation[name];
    if (part === null || part === last || part.at === last?.at) continue;
    last = part;
    readings.push(last);
  }
  return readings;
}

/** The first of the readings that show something without a break up to the newest; undefined where that does not. */
export function firstOfRun<T>(readings: readonly T[], shows: (reading: T) => boolean): T | undefined {
  return readings[readings.findLastIndex((reading) => !shows(reading)) + 1];
}
