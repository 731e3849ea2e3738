import { forecast, type ClusterObservation, type Forecast, type LogDirObservation } from '@sremesh/contracts';

interface Trend {
  windowSeconds: number;
  /** Until no space is usable; null where that does not shrink, or the broker does not say. */
  full: Forecast | null;
}

/**
 * How the usable space of a directory went in `observations` (oldest first) up to a newer reading at `at` (epoch
 * milliseconds). Pure.
 */
export function diskTrend(
  observations: readonly ClusterObservation[],
  { broker, path, usableBytes }: LogDirObservation,
  at: number,
): Trend {
  const parts = new Set(observations.flatMap(({ logDirs }) => logDirs ?? []));
  const points = [...parts].flatMap((part) => {
    const dir = part.dirs.find((candidate) => candidate.broker === broker && candidate.path === path);
    return dir === undefined || dir.usableBytes === null || part.at >= at
      ? []
      : [{ at: part.at, value: dir.usableBytes }];
  });
  const windowSeconds = (at - (points[0]?.at ?? at)) / 1000;
  if (usableBytes === null) return { windowSeconds, full: null };
  return { windowSeconds, full: forecast([...points, { at, value: usableBytes }], 0) };
}
