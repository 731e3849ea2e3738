import type { BrokerMetricsObservation, MetricsObservation } from '@sremesh/contracts';

/** By how much a counter grew from one reading to the next, over all brokers. */
export interface Rise {
  /** Epoch milliseconds, of the later reading. */
  at: number;
  by: number;
}

/** Counts since a broker started; one that fell was started anew. A broker's first reading only says where it stood. */
export function risesOf(
  readings: readonly MetricsObservation[],
  count: (metrics: BrokerMetricsObservation) => number,
): Rise[] {
  const last = new Map<string, number>();
  return readings.flatMap(({ at, brokers }, index) => {
    let by = 0;
    for (const [place, metrics] of brokers.entries()) {
      const key = metrics.broker === null ? `endpoint ${place}` : String(metrics.broker);
      const value = count(metrics);
      const before = last.get(key);
      if (before !== undefined) by += value < before ? value : value - before;
      last.set(key, value);
    }
    return index === 0 ? [] : [{ at, by }];
  });
}

/** Readings in which a counter grew, one soon after the other, up to now. */
export interface Episode {
  /** Epoch milliseconds, of the first such reading. */
  since: number;
  total: number;
  readings: number;
  /** Of those within the last `gapMs`. */
  lately: number;
}

/** Undefined where nothing grew within the last `gapMs`. */
export function episodeOf(rises: readonly Rise[], now: number, gapMs: number): Episode | undefined {
  let episode: Episode | undefined;
  let latest = now;
  for (const { at, by } of rises.toReversed()) {
    if (by <= 0 || at > now) continue;
    if (latest - at > gapMs) break;
    latest = at;
    episode = {
      since: at,
      total: (episode?.total ?? 0) + by,
      readings: (episode?.readings ?? 0) + 1,
      lately: (episode?.lately ?? 0) + (now - at <= gapMs ? by : 0),
    };
  }
  return episode;
}
