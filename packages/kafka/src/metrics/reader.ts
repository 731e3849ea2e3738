import type { BrokerMetricsObservation } from '@sremesh/contracts';

/** Reads the metrics that brokers publish over HTTP (KAFKA_METRICS_URLS). */
export interface MetricsReader {
  /** One entry per endpoint that answered. Throws MESH_KAFKA_UNREACHABLE where none did. */
  read(): Promise<BrokerMetricsObservation[]>;
}
