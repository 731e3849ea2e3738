import type { MetricsObservation, ToolOutput } from '@sremesh/contracts';
import { metricReadings, secondsThat, spanSeconds } from '../window/metric-readings.ts';
import { applyingQuota, readQuotas, type ThrottledClient } from './applying-quota.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

type Client = ToolOutput<'read_throttling'>['clients'][number];
type Throttled = MetricsObservation['brokers'][number]['throttled'][number];

const maxClients = 200;

/** Reads the metrics endpoints when it is called; for how long a client has been throttled comes from the window. */
export const readThrottling =
  ({ client, window, sources }: ReadToolDeps): ReadTool<'read_throttling'> =>
  async ({ user, clientId }) => {
    const at = Date.now();
    const observedAt = new Date(at).toISOString();
    if (sources.metrics === null) return { observedAt, metrics: false, clients: [], windowSeconds: 0 };
    const fresh: MetricsObservation = { at, brokers: await sources.metrics.read() };
    const readings = metricReadings(window.observations(), fresh);
    const wanted = (candidate: Throttled): boolean =>
      (user === undefined || candidate.user === user) &&
      (clientId === undefined || candidate.clientId === clientId);
    const quotas = await readQuotas(client);
    const clients = throttledNow(fresh, wanted)
      .toSorted((a, b) => b.throttleMs - a.throttleMs)
      .slice(0, maxClients)
      .map((one) => ({
        ...one,
        throttledSeconds: secondsThat(readings, ({ brokers }) =>
          brokers.some(({ throttled }) => throttled.some((candidate) => same(candidate, one))),
        ),
        quota: quotas === null ? null : applyingQuota(quotas, one),
      }));
    return { observedAt, metrics: true, clients, windowSeconds: spanSeconds(readings) };
  };

const same = (a: ThrottledClient, b: ThrottledClient): boolean =>
  a.user === b.user && a.clientId === b.clientId && a.request === b.request;

/** One entry per client and kind of request, with the worst broker's throttle time. */
function throttledNow(
  { brokers }: MetricsObservation,
  wanted: (candidate: Throttled) => boolean,
): Omit<Client, 'throttledSeconds' | 'quota'>[] {
  const everywhere = brokers.flatMap(({ broker, throttled }) =>
    throttled.filter(wanted).map((one) => ({ ...one, broker })),
  );
  const byClient = Map.groupBy(everywhere, ({ user, clientId, request }) =>
    JSON.stringify([user, clientId, request]),
  );
  return [...byClient.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const { user, clientId, request } = first;
    const throttleMs = Math.max(...entries.map((entry) => entry.throttleMs));
    const ids = entries.flatMap(({ broker }) => (broker === null ? [] : [broker]));
    return [{ user, clientId, request, throttleMs, brokers: ids.toSorted((a, b) => a - b) }];
  });
}
