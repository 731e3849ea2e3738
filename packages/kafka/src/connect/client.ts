import type { ConnectorObservation } from '@sremesh/contracts';

/** Reads Kafka Connect's REST API (KAFKA_CONNECT_URL). Throws MESH_KAFKA_UNREACHABLE or MESH_TOOL_FAILED. */
export interface ConnectClient {
  /** Every connector with its tasks. */
  connectors(): Promise<ConnectorObservation[]>;
  /** Throws MESH_TOOL_FAILED, naming the argument `connector`, where there is none of this name. */
  connector(
    name: string,
  ): Promise<ConnectorObservation & { fullTraces: (string | null)[]; topics: string[] }>;
}
