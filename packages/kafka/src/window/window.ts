import type { ClusterObservation } from '@sremesh/contracts';

export interface WindowOptions {
  /** Observations older than this before the newest are dropped; default 120000. */
  spanMs?: number;
  /** Kept at most; default 240. */
  maxObservations?: number;
}

/** The recent past of one cluster, bounded in time and number. */
export interface ObservationWindow {
  add(observation: ClusterObservation): void;
  /** Oldest first. */
  observations(): readonly ClusterObservation[];
}

/** A window forgets everything when the cluster id changes: that is another cluster's past. */
export function createWindow(options: WindowOptions = {}): ObservationWindow {
  const { spanMs = 120_000, maxObservations = 240 } = options;
  let kept: ClusterObservation[] = [];
  return {
    add(observation) {
      const since = observation.at - spanMs;
      kept = kept.filter(({ at, cluster }) => at >= since && cluster === observation.cluster);
      kept.push(observation);
      kept = kept.slice(-maxObservations);
    },
    observations: () => kept,
  };
}
