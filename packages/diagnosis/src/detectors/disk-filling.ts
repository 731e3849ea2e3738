import { forecast, type Detection, type Forecast, type LogDirObservation } from '@sremesh/contracts';
import { usableShare } from '../series/disks.ts';
import type { Point } from '../series/points.ts';
import { firstOfRun, readingsOf, type Part } from '../series/readings.ts';
import { duration, named, percent, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Less usable than this is too little, however slowly it shrinks. */
const littleShare = 0.15;
/** A disk with more usable than this is not about to be full; what it gains or loses are segments that come and go. */
const roomyShare = 0.5;
const soonSeconds = 600;
/** The trend has to be as sure as this: by then at the latest. */
const latestSeconds = 3 * soonSeconds;
/** A trend shows over this, in milliseconds. */
const leastTrendMs = 8000;

/** A disk of a broker with little space left, or one that will be full within minutes at the trend. */
export const diskFilling: Detector = (window) => {
  const now = window.at(-1);
  if (now?.logDirs === undefined || now.logDirs === null) return [];
  const tight = new Set(
    now.logDirs.dirs.filter((dir) => dir.error !== null || shareOf(dir) < roomyShare).map(nameOf),
  );
  if (tight.size === 0) return [];
  const readings = readingsOf(window, 'logDirs');
  return [...tight].flatMap((name) => {
    const seen = sightingsOf(readings, name);
    const last = seen.at(-1);
    if (last === undefined || last.share >= roomyShare) return [];
    const full = last.share < littleShare ? trendOf(seen) : soonFull(seen);
    if (last.share >= littleShare && full === null) return [];
    const bound = last.share < littleShare ? littleShare : roomyShare;
    const since = firstOfRun(seen, ({ share }) => share < bound)?.at ?? last.at;
    return [detection(now.cluster, name, last, full, { at: now.at, since })];
  });
};

interface Sighting {
  at: number;
  usableBytes: number;
  share: number;
}

const nameOf = ({ broker, path }: LogDirObservation): string => `${broker}:${path}`;
const shareOf = (dir: LogDirObservation): number => usableShare(dir) ?? 1;

/** A directory that went offline no longer says how full it is: what it said last counts. */
const sightingsOf = (readings: readonly Part<'logDirs'>[], name: string): Sighting[] =>
  readings.flatMap(({ at, dirs }) => {
    const dir = dirs.find((found) => nameOf(found) === name);
    const share = dir === undefined ? undefined : usableShare(dir);
    return share === undefined ? [] : [{ at, share, usableBytes: dir?.usableBytes ?? 0 }];
  });

function trendOf(seen: readonly Sighting[]): Forecast | null {
  const first = seen[0]?.at ?? 0;
  if ((seen.at(-1)?.at ?? 0) - first < leastTrendMs) return null;
  return forecast(
    seen.map(({ at, usableBytes }): Point => ({ at, value: usableBytes })),
    0,
  );
}

function soonFull(seen: readonly Sighting[]): Forecast | null {
  const full = trendOf(seen);
  const soon =
    full !== null && full.seconds <= soonSeconds && full.latest !== null && full.latest <= latestSeconds;
  return soon ? full : null;
}

function detection(
  cluster: string,
  name: string,
  { usableBytes, share }: Sighting,
  full: Forecast | null,
  { at, since }: { at: number; since: number },
): Detection {
  const trend =
    full === null
      ? ''
      : `, and at the trend none in ${duration(full.seconds)} (${duration(full.earliest)} to ${full.latest === null ? 'never' : duration(full.latest)})`;
  return {
    symptom: 'disk-filling',
    cluster,
    resources: [{ kind: 'log-dir', name }],
    severity: share < littleShare / 3 || (full !== null && full.seconds < soonSeconds / 5) ? 3 : 2,
    observedAt: isoTime(at),
    since: isoTime(Math.min(since, at)),
    summary: `Log dir ${named(name)} has ${percent(share)} of its disk usable (${round(usableBytes / 1e6, 1)} MB)${trend}.`,
    measures: { usableShare: round(share, 4), usableBytes, ...(full === null ? {} : forecastMeasures(full)) },
  };
}

const forecastMeasures = ({ seconds, earliest, latest, slopePerSecond }: Forecast) => ({
  fullInSeconds: round(seconds, 1),
  fullEarliestSeconds: round(earliest, 1),
  ...(latest === null ? {} : { fullLatestSeconds: round(latest, 1) }),
  bytesPerSecond: round(slopePerSecond, 1),
});
