import {
  createConnectClient,
  createDeclaredSource,
  createMetricsReader,
  createRegistryClient,
  type Sources,
} from '@sremesh/kafka';
import type { PerceptionConfig } from './config.ts';

/** What is read besides Kafka itself, as far as the environment names it. */
export const sourcesOf = (config: PerceptionConfig): Sources => ({
  metrics: given(config.KAFKA_METRICS_URLS, createMetricsReader),
  connect: given(config.KAFKA_CONNECT_URL, createConnectClient),
  registry: given(config.SCHEMA_REGISTRY_URL, createRegistryClient),
  declared: given(config.KAFKA_DECLARED_CONFIG, createDeclaredSource),
});

const given = <T>(value: string | undefined, create: (value: string) => T): T | null =>
  value === undefined ? null : create(value);
