import type { BrokerMetricsObservation } from '@sremesh/contracts';
import { unquoted, userName } from './jmx-names.ts';
import type { Sample } from './prometheus-text.ts';

type Throttled = BrokerMetricsObservation['throttled'][number];

/** What every name read here begins with. */
export const prefix = 'kafka_';

/**
 * What a broker's exporter says, whichever of the usual rule files wrote the names. They are compared without regard to
 * case. `{…}` are labels:
 *
 * | of | name |
 * |---|---|
 * | broker id | `kafka_server_app_info…{id}` |
 * | throttle time | `kafka_server_quota_throttle_time{resource,user,clientId}`, `kafka_server_{produce,fetch,request}_throttle_time{user,client_id}` |
 * | failed logins | `kafka_server_socket_server_metrics_failed_authentication_total` (summed) |
 * | refused requests | `kafka_network_requestmetrics_{errors_total,errorspersec_total,errorspersec_count}{request,error}`, `…_count{name="ErrorsPerSec"}` |
 * | latency | `kafka_network_requestmetrics_totaltimems{request,quantile="0.99"}`, `…_totaltimems_99thpercentile{request}`, `…_99thpercentile{name="TotalTimeMs"}` |
 * | bytes in | `kafka_server_brokertopicmetrics_{bytesin_total,bytesinpersec_total,bytesinpersec_count}` without a topic, `…_count{name="BytesInPerSec"}` |
 */
export function brokerMetrics(samples: readonly Sample[]): BrokerMetricsObservation {
  const named = samples.map((sample) => ({ ...sample, name: sample.name.toLowerCase() }));
  return {
    broker: brokerId(named),
    throttled: named.flatMap(throttled),
    failedAuthentications: sum(named.filter(({ name }) => name === failedLogins)),
    authorizationErrors: named.flatMap(authorizationErrors),
    requestMs: named.flatMap(latency),
    bytesIn: sum(named.filter(isBytesIn)),
  };
}

const failedLogins = 'kafka_server_socket_server_metrics_failed_authentication_total';
const throttleTime = /^kafka_server_(quota|produce|fetch|request)_throttle_time$/;
const errorCounter = /^kafka_network_requestmetrics_(?:errors_total|errorspersec_(?:total|count)|(count))$/;
const latencyName =
  /^kafka_network_requestmetrics_(?:totaltimems|totaltimems_99thpercentile|(99thpercentile))$/;
const bytesInCounter =
  /^kafka_server_brokertopicmetrics_(?:bytesin_total|bytesinpersec_(?:total|count)|(count))$/;
const notAuthorized = /^(?:TOPIC|GROUP|CLUSTER|TRANSACTIONAL_ID)_AUTHORIZATION_FAILED$/;
const requests = { produce: 'Produce', fetch: 'Fetch', request: 'Request' } as const;

function brokerId(samples: readonly Sample[]): number | null {
  const told = samples.find(
    ({ name, labels }) => name.startsWith('kafka_server_app_info') && labels.has('id'),
  );
  const id = Number(told?.labels.get('id') ?? Number.NaN);
  return Number.isInteger(id) ? id : null;
}

function throttled({ name, labels, value }: Sample): Throttled[] {
  const kind = throttleTime.exec(name)?.[1];
  if (kind === undefined || !(value > 0)) return [];
  const request = (kind === 'quota' ? labels.get('resource') : kind)?.toLowerCase();
  if (request !== 'produce' && request !== 'fetch' && request !== 'request') return [];
  const clientId = labels.get('clientId') ?? labels.get('client_id') ?? labels.get('clientid') ?? '';
  return [
    {
      user: userName(labels.get('user') ?? ''),
      clientId: unquoted(clientId),
      request: requests[request],
      throttleMs: value,
    },
  ];
}

function authorizationErrors({ name, labels, value }: Sample) {
  const [matches, byName] = errorCounter.exec(name) ?? [];
  const error = labels.get('error') ?? '';
  const request = labels.get('request');
  if (matches === undefined || request === undefined || !notAuthorized.test(error)) return [];
  if (byName !== undefined && labels.get('name') !== 'ErrorsPerSec') return [];
  return [{ request, error, count: value }];
}

function latency({ name, labels, value }: Sample) {
  const [matches, byName] = latencyName.exec(name) ?? [];
  const request = labels.get('request');
  if (matches === undefined || request === undefined || !Number.isFinite(value)) return [];
  if (byName !== undefined && labels.get('name') !== 'TotalTimeMs') return [];
  return (labels.get('quantile') ?? '0.99') === '0.99' ? [{ request, p99: value }] : [];
}

function isBytesIn({ name, labels }: Sample): boolean {
  const [matches, byName] = bytesInCounter.exec(name) ?? [];
  if (matches === undefined || labels.has('topic')) return false;
  return byName === undefined || labels.get('name') === 'BytesInPerSec';
}

const sum = (samples: readonly Sample[]): number => samples.reduce((total, { value }) => total + value, 0);
