import type { ConnectorsObservation, MetricsObservation, SchemasObservation } from '@sremesh/contracts';
import type { ConnectClient } from '../../connect/client.ts';
import type { MetricsReader } from '../../metrics/reader.ts';
import type { RegistryClient } from '../../registry/client.ts';
import { complete, type Part } from './part.ts';

/** Parts that are read over HTTP from what stands beside Kafka. */
const timeoutMs = 10_000;

export const metricsPart = (reader: MetricsReader): Part<MetricsObservation> => ({
  everyMs: 2000,
  timeoutMs,
  shared: false,
  read: async () => complete({ brokers: await reader.read(), at: Date.now() }),
});

export const connectorsPart = (connect: ConnectClient): Part<ConnectorsObservation> => ({
  everyMs: 2000,
  timeoutMs,
  shared: true,
  read: async () => complete({ connectors: await connect.connectors(), at: Date.now() }),
});

export const schemasPart = (registry: RegistryClient): Part<SchemasObservation> => ({
  everyMs: 2000,
  timeoutMs,
  shared: true,
  read: async () => complete({ subjects: await registry.subjects(), at: Date.now() }),
});
