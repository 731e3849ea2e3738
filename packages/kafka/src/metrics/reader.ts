import { MeshError, type BrokerMetricsObservation } from '@sremesh/contracts';
import { boundedText } from '../http/bounded-text.ts';
import { reason } from '../http/json.ts';
import { serviceAt, type Service } from '../http/service.ts';
import { brokerMetrics, prefix } from './broker-metrics.ts';
import { parseSamples } from './prometheus-text.ts';

/** Reads the metrics that brokers publish over HTTP (KAFKA_METRICS_URLS). */
export interface MetricsReader {
  /** One entry per endpoint that answered. Throws MESH_KAFKA_UNREACHABLE where none did. */
  read(): Promise<BrokerMetricsObservation[]>;
}

const timeoutMs = 5000;
/** A catch-all exporter of a broker with thousands of partitions writes some megabytes. */
const maxBytes = 32 * 1024 * 1024;

/**
 * `urls` as in KAFKA_METRICS_URLS: one endpoint per broker with Prometheus text of the JMX exporter, comma-separated;
 * a user and password in them are sent. `brokerMetrics` says which names are read; `infra/kafka/jmx-exporter.yml` makes
 * a broker write them. Throws MESH_CONFIG_INVALID where one is no address.
 */
export function createMetricsReader(urls: string): MetricsReader {
  const endpoints = urls
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
    .map((url) => serviceAt('The metrics endpoint', 'KAFKA_METRICS_URLS', url, hint));
  if (endpoints.length === 0)
    throw new MeshError('MESH_CONFIG_INVALID', 'KAFKA_METRICS_URLS: names no endpoint', { remedy: hint });
  return {
    async read() {
      const outcomes = await Promise.allSettled(endpoints.map(scrape));
      const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      if (answers.length > 0) return answers;
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      throw unreachable(endpoints, failures);
    },
  };
}

const hint =
  'Give one address per broker, for example http://broker-1.example:9404/metrics, with the rules of infra/kafka/jmx-exporter.yml.';

async function scrape({ base, authorization }: Service): Promise<BrokerMetricsObservation> {
  const response = await fetch(base, {
    headers: { accept: 'text/plain;version=0.0.4', ...(authorization === null ? {} : { authorization }) },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const samples = parseSamples(await boundedText(response, maxBytes), prefix);
  if (samples.length === 0) throw new Error('it tells nothing of Kafka');
  return brokerMetrics(samples);
}

function unreachable(endpoints: readonly Service[], failures: readonly unknown[]): MeshError {
  const why = endpoints.map(({ base }, index) => `${base}: ${reason(failures[index])}`).join('; ');
  return new MeshError(
    'MESH_KAFKA_UNREACHABLE',
    `no metrics endpoint of KAFKA_METRICS_URLS answers: ${why}`,
    {
      cause: failures[0],
      remedy: hint,
    },
  );
}
