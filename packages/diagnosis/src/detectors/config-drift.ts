import type { Detection, DriftEntry } from '@sremesh/contracts';
import { firstOfRun, readingsOf } from '../series/readings.ts';
import { clipped, count, named } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** A topic or broker whose configuration is not what was declared for it. */
export const configDrift: Detector = (window) => {
  const now = window.at(-1);
  const entries = now?.drift?.entries ?? [];
  if (now === undefined || entries.length === 0) return [];
  const readings = readingsOf(window, 'drift');
  const drifted = new Map<string, DriftEntry[]>();
  for (const entry of entries) drifted.set(keyOf(entry), [...(drifted.get(keyOf(entry)) ?? []), entry]);
  return [...drifted].flatMap(([key, configs]): Detection[] => {
    const [first] = configs;
    if (first === undefined) return [];
    const since = firstOfRun(readings, (reading) => reading.entries.some((entry) => keyOf(entry) === key));
    const listed = configs.slice(0, 5).map(text).join(', ');
    const more = configs.length > 5 ? `, and ${count(configs.length - 5, 'more config')}` : '';
    return [
      {
        symptom: 'config-drift',
        cluster: now.cluster,
        resources: [{ kind: first.kind, name: first.name }],
        severity: 1,
        observedAt: isoTime(now.at),
        since: isoTime(Math.min(now.at, since?.at ?? now.at)),
        summary: clipped(
          `${first.kind === 'topic' ? 'Topic' : 'Broker'} ${named(first.name)} is not as declared: ${listed}${more}.`,
        ),
        measures: { driftedConfigs: configs.length },
      },
    ];
  });
};

const keyOf = ({ kind, name }: DriftEntry): string => `${kind} ${name}`;

const text = ({ config, declared, actual }: DriftEntry): string =>
  `${named(config)} is ${actual === null ? 'not set' : named(actual)} instead of ${declared === null ? 'not set' : named(declared)}`;
