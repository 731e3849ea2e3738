import type { BrokerMetricsObservation, MetricsObservation } from '@sremesh/contracts';

/** By how much a counter rose between the reading at `at` (epoch ms) and the one before. */
export interface CounterRise {
  at: number;
  rose: number;
}

/**
 * When a counter rose, all named brokers together; readings in rising order of time. A broker's first reading is no rise;
 * a counter that fell has begun anew with its broker. Readings without a rise are left out.
 */
export function counterRises(
  readings: readonly MetricsObservation[],
  counter: (metrics: BrokerMetricsObservation) => number,
): CounterRise[] {
  const before = new Map<number, number>();
  return readings.flatMap(({ at, brokers }) => {
    let rose = 0;
    for (const metrics of brokers) {
      if (metrics.broker === null) continue;
      const [count, known] = [counter(metrics), before.get(metrics.broker)];
      if (known !== undefined) rose += count >= known ? count - known : count;
      before.set(metrics.broker, count);
    }
    return rose > 0 ? [{ at, rose }] : [];
  });
}
