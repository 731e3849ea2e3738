import type { Detection } from '@sremesh/contracts';
import { readingsOf, type Part } from '../series/readings.ts';
import { duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Slowed down this much in two readings, or by a little for long. Kafka averages over eleven seconds. */
const muchMs = 30;
const muchForMs = 900;
const littleMs = 5;
const littleForMs = 15_000;

/** A client that the brokers hold back because of a quota. */
export const clientsThrottled: Detector = (window) => {
  const now = window.at(-1);
  if (now?.metrics === undefined || now.metrics === null) return [];
  const clients = throttlesIn(now.metrics);
  if (clients.size === 0) return [];
  const readings = readingsOf(window, 'metrics').map((reading) => ({
    at: reading.at,
    throttles: throttlesIn(reading),
  }));
  return [...clients].flatMap(([name, throttle]) => {
    const run = (leastMs: number) =>
      readings.findLastIndex(({ throttles }) => (throttles.get(name)?.throttleMs ?? 0) < leastMs) + 1;
    const since = (leastMs: number) => readings[run(leastMs)]?.at ?? Infinity;
    const lasts = (leastMs: number, forMs: number) =>
      readings.length - run(leastMs) >= 2 && (readings.at(-1)?.at ?? 0) - since(leastMs) >= forMs;
    if (!lasts(muchMs, muchForMs) && !lasts(littleMs, littleForMs)) return [];
    return [detection(now.cluster, name, throttle, { at: now.at, since: Math.min(now.at, since(littleMs)) })];
  });
};

interface Throttle {
  throttleMs: number;
  requests: Set<string>;
}

/** By `{user}/{client id}`, the worst broker's throttle time. */
function throttlesIn({ brokers }: Part<'metrics'>): Map<string, Throttle> {
  const throttles = new Map<string, Throttle>();
  for (const { throttled } of brokers) {
    for (const { user, clientId, request, throttleMs } of throttled) {
      if (!(throttleMs >= littleMs)) continue;
      const name = `${user}/${clientId}`;
      const known = throttles.get(name) ?? { throttleMs: 0, requests: new Set() };
      known.requests.add(request);
      throttles.set(name, { ...known, throttleMs: Math.max(known.throttleMs, throttleMs) });
    }
  }
  return throttles;
}

function detection(
  cluster: string,
  name: string,
  { throttleMs, requests }: Throttle,
  { at, since }: { at: number; since: number },
): Detection {
  const which = [...requests].toSorted().join(' and ');
  return {
    symptom: 'clients-throttled',
    cluster,
    resources: [{ kind: 'client', name }],
    severity: throttleMs >= 200 ? 2 : 1,
    observedAt: isoTime(at),
    since: isoTime(since),
    summary: `Client ${named(name)} is held back by ${round(throttleMs, 1)} ms a request (${which}), for ${duration((at - since) / 1000)} so far.`,
    measures: {
      throttleMs: round(throttleMs, 3),
      throttledSeconds: (at - since) / 1000,
      produce: Number(requests.has('Produce')),
      fetch: Number(requests.has('Fetch') || requests.has('Request')),
    },
  };
}
