import { Tenant } from '@sremesh/contracts';
import { KafkaConnection } from '@sremesh/kafka';
import { z } from 'zod';

export const PerceptionConfig = z.object({
  ...KafkaConnection.shape,
  KAFKA_READ_USERNAME: z.string().optional(),
  KAFKA_READ_PASSWORD: z.string().optional(),
  SREMESH_TENANT: Tenant.default('default'),
  /** Prometheus text, one endpoint per broker, comma-separated. */
  KAFKA_METRICS_URLS: z.string().optional(),
  KAFKA_CONNECT_URL: z.url().optional(),
  SCHEMA_REGISTRY_URL: z.url().optional(),
  /** A file that says how topics and brokers should be configured. */
  KAFKA_DECLARED_CONFIG: z.string().optional(),
  /** Time between the starts of two sweeps while something happens; longer on a large cluster where nothing does. */
  SREMESH_SWEEP_MS: z.coerce.number().int().min(250).max(60_000).default(1000),
});
export type PerceptionConfig = z.infer<typeof PerceptionConfig>;
