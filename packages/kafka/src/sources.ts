import type { ConnectClient } from './connect/client.ts';
import type { DeclaredSource } from './declared/declared.ts';
import type { MetricsReader } from './metrics/reader.ts';
import type { RegistryClient } from './registry/client.ts';

/** What is read besides Kafka itself; null where it is not configured. */
export interface Sources {
  metrics: MetricsReader | null;
  connect: ConnectClient | null;
  registry: RegistryClient | null;
  declared: DeclaredSource | null;
}

export const noSources: Sources = { metrics: null, connect: null, registry: null, declared: null };
