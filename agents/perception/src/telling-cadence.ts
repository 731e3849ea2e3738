import { Gauge, type Registry } from 'prom-client';
import type { Cadence } from './cadence.ts';

/** A pace is told again in the log when it has become this many times longer or shorter. */
const worthTelling = 2;

/** The same cadence, which tells its pace in a metric, and in the log where it changes much. */
export function tellingCadence(
  cadence: Cadence,
  { log, metrics }: { log: { info(details: object, line: string): void }; metrics: Registry },
): Cadence {
  const seconds = new Gauge({
    name: 'sremesh_sweep_interval_seconds',
    help: 'Time from the start of one sweep to the next; longer on a large cluster where nothing happens',
    registers: [metrics],
  });
  let told: number | undefined;
  return {
    after(sweep) {
      const intervalMs = cadence.after(sweep);
      seconds.set(intervalMs / 1000);
      const change = told === undefined ? Infinity : Math.max(intervalMs / told, told / intervalMs);
      if (change >= worthTelling) {
        const [everyMs, tookMs] = [Math.round(intervalMs), Math.round(sweep.tookMs)];
        log.info({ everyMs, tookMs, stirs: sweep.stirs }, `sweeping every ${(everyMs / 1000).toFixed(1)} s`);
        told = intervalMs;
      }
      return intervalMs;
    },
  };
}
