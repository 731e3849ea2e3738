import { Tenant } from '@sremesh/contracts';
import { KafkaConnection } from '@sremesh/kafka';
import { z } from 'zod';

export const PerceptionConfig = z.object({
  ...KafkaConnection.shape,
  KAFKA_READ_USERNAME: z.string().optional(),
  KAFKA_READ_PASSWORD: z.string().optional(),
  SREMESH_TENANT: Tenant.default('default'),
  /** Time between the starts of two sweeps. */
  SREMESH_SWEEP_MS: z.coerce.number().int().min(250).max(60_000).default(1000),
});
export type PerceptionConfig = z.infer<typeof PerceptionConfig>;
