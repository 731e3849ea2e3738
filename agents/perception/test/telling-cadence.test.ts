import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createCadence } from '../src/cadence.ts';
import { tellingCadence } from '../src/telling-cadence.ts';

it('cadence - is told in a metric, and in the log where it changes much', async () => {
  const metrics = new Registry();
  const said: string[] = [];
  const log = { info: (_: object, line: string) => void said.push(line) };
  const cadence = tellingCadence(createCadence(1000), { log, metrics });
  const shown = async () => /^sremesh_sweep_interval_seconds (.*)$/m.exec(await metrics.metrics())?.[1];
  expect(cadence.after({ tookMs: 300, stirs: true, now: 0 })).toBe(1000);
  expect(cadence.after({ tookMs: 300, stirs: false, now: 1000 })).toBe(1000);
  expect(said).toEqual(['sweeping every 1.0 s']);
  expect(cadence.after({ tookMs: 300, stirs: false, now: 40_000 })).toBe(21_000);
  expect(await shown()).toBe('21');
  expect(cadence.after({ tookMs: 290, stirs: false, now: 61_000 })).toBe(20_300);
  expect(said).toEqual(['sweeping every 1.0 s', 'sweeping every 21.0 s']);
});
