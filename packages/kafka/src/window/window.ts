import type { ClusterObservation } from '@sremesh/contracts';
import { ownBytes } from './size.ts';

export interface WindowOptions {
  /** Observations older than this before the newest are dropped; default 120000. */
  spanMs?: number;
  /** Kept at most; default 240. */
  maxObservations?: number;
  /** About what they may take on the heap together; default 24 MB. The newest is kept whatever it takes. */
  maxBytes?: number;
}

/** The recent past of one cluster, bounded in time, number and bytes. */
export interface ObservationWindow {
  add(observation: ClusterObservation): void;
  /** Oldest first. */
  observations(): readonly ClusterObservation[];
}

interface Kept {
  observation: ClusterObservation;
  bytes: number;
}

/** How the past is thinned out, one step after the other, while it takes too much. */
const thinnings = [
  { fullMs: 30_000, everyMs: 5000 },
  { fullMs: 15_000, everyMs: 5000 },
  { fullMs: 10_000, everyMs: 10_000 },
];

/**
 * A window forgets everything when the cluster id changes: that is another cluster's past. What is too large loses
 * observations between older ones first, and then the oldest.
 */
export function createWindow(options: WindowOptions = {}): ObservationWindow {
  const { spanMs = 120_000, maxObservations = 240, maxBytes = 24e6 } = options;
  let kept: Kept[] = [];
  let observations: readonly ClusterObservation[] = [];
  return {
    add(observation) {
      const since = observation.at - spanMs;
      kept = kept.filter(
        ({ observation: { at, cluster } }) => at >= since && cluster === observation.cluster,
      );
      kept.push({ observation, bytes: ownBytes(kept.at(-1)?.observation, observation) });
      kept = kept.slice(-maxObservations);
      for (const { fullMs, everyMs } of thinnings) {
        if (totalBytes(kept) > maxBytes) kept = thinned(kept, observation.at - fullMs, everyMs);
      }
      while (kept.length > 1 && totalBytes(kept) > maxBytes) kept = measured(kept.slice(1));
      observations = kept.map((item) => item.observation);
    },
    observations: () => observations,
  };
}

const totalBytes = (kept: readonly Kept[]): number => kept.reduce((sum, { bytes }) => sum + bytes, 0);

/** Of what is older than `fullSince`, the first of every `everyMs`. */
function thinned(kept: readonly Kept[], fullSince: number, everyMs: number): Kept[] {
  let slot = -1;
  return measured(
    kept.filter(({ observation: { at } }) => {
      const mine = Math.floor(at / everyMs);
      const first = mine !== slot;
      slot = mine;
      return first || at >= fullSince;
    }),
  );
}

/** Anew, since what an observation shared with one that was dropped may now be its own. */
const measured = (kept: readonly Kept[]): Kept[] =>
  kept.map(({ observation }, index) => ({
    observation,
    bytes: ownBytes(kept[index - 1]?.observation, observation),
  }));
