/**
 * How long from one sweep's start to the next one's.
 *
 * 1. Quiet: the more a sweep costs, the longer the pause, so that the brokers spend about 1 % of a core on it.
 * 2. While something stirs, and for a while after: as configured, unless sweeps would then follow without a rest.
 * 3. Never longer than a minute, and never shorter than configured.
 */
const longestMs = 60_000;

/** A sweep's wall time to the pause at which it takes 1 % of a core: measured, brokers spend 0.7 of that time working. */
const quietFactor = 70;
const stirredFactor = 2;
const stirredForMs = 30_000;

/** The cheapest of this many sweeps counts, since any of them may have waited for something else. */
const remembered = 5;

export interface Cadence {
  /** Tells of a sweep and gives the milliseconds from its start to the next one's. `now`: monotonic milliseconds. */
  after(sweep: { tookMs: number; stirs: boolean; now: number }): number;
}

export function createCadence(configuredMs: number): Cadence {
  let costs: number[] = [];
  let stirredAt = -Infinity;
  return {
    after({ tookMs, stirs, now }) {
      costs = [...costs, tookMs].slice(-remembered);
      if (stirs) stirredAt = now;
      const factor = now - stirredAt <= stirredForMs ? stirredFactor : quietFactor;
      return Math.max(configuredMs, Math.min(longestMs, Math.min(...costs) * factor));
    },
  };
}
