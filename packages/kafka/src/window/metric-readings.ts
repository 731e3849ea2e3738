import type { BrokerMetricsObservation, ClusterObservation, MetricsObservation } from '@sremesh/contracts';

/** The readings of metrics that a window holds, oldest first, each once, and `fresh` behind them. Pure. */
export function metricReadings(
  observations: readonly ClusterObservation[],
  fresh: MetricsObservation | null,
): MetricsObservation[] {
  const parts = [...observations.map(({ metrics }) => metrics), fresh];
  const byTime = new Map(parts.flatMap((part) => (part === null ? [] : [[part.at, part] as const])));
  return [...byTime.values()].toSorted((a, b) => a.at - b.at);
}

/** From the first to the last reading. */
export const spanSeconds = (readings: readonly MetricsObservation[]): number =>
  ((readings.at(-1)?.at ?? 0) - (readings[0]?.at ?? 0)) / 1000;

/**
 * By how much one broker's counter rose a second, over the readings that have it; null until there are two. A counter
 * that fell has begun anew with its broker.
 */
export function counterRate(
  readings: readonly MetricsObservation[],
  broker: number,
  counter: (metrics: BrokerMetricsObservation) => number,
): number | null {
  const points = readings.flatMap(({ at, brokers }) => {
    const metrics = brokers.find((candidate) => candidate.broker === broker);
    return metrics === undefined ? [] : [{ at, count: counter(metrics) }];
  });
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) return null;
  let rose = 0;
  let before = first.count;
  for (const { count } of points) {
    rose += count >= before ? count - before : count;
    before = count;
  }
  return (rose * 1000) / (last.at - first.at);
}

/** Seconds for which `holds` was true: a reading stands for the time since the one before. */
export function secondsThat(
  readings: readonly MetricsObservation[],
  holds: (reading: MetricsObservation) => boolean,
): number {
  return readings.reduce((seconds, reading, index) => {
    const before = readings[index - 1];
    return before !== undefined && holds(reading) ? seconds + (reading.at - before.at) / 1000 : seconds;
  }, 0);
}
