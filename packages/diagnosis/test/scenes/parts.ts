import type { ClusterObservation } from '@sremesh/contracts';
import { start } from './clock.ts';
import { quiet } from './flow.ts';

/** Epoch milliseconds of a second of a scene. */
export const at = (second: number): number => start + second * 1000;

/** Sweeps of a quiet cluster, so many seconds apart, with what a part of each shows. */
export const every = (
  seconds: number,
  to: number,
  part: (second: number) => Partial<ClusterObservation>,
): ClusterObservation[] =>
  Array.from({ length: Math.floor(to / seconds) + 1 }, (_, index) => ({
    ...quiet,
    at: at(index * seconds),
    ...part(index * seconds),
  }));
