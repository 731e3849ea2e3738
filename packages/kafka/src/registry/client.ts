import type { SubjectObservation } from '@sremesh/contracts';

/** Reads a schema registry with Confluent's API (SCHEMA_REGISTRY_URL). Throws MESH_KAFKA_UNREACHABLE or MESH_TOOL_FAILED. */
export interface RegistryClient {
  /** The newest version of every subject; versions seen before are not asked about again. */
  subjects(): Promise<SubjectObservation[]>;
  /** The compatibility level that counts for a subject: its own, or the registry's. */
  level(subject: string): Promise<string>;
  check(
    subject: string,
    candidate: { schema: string; schemaType: string },
    version: number | 'latest',
  ): Promise<{ compatible: boolean; messages: string[] }>;
}
