import { Tenant } from '@sremesh/contracts';
import { z } from 'zod';

/** What every agent is configured with, whatever its role. */
export const BaseConfig = z.object({
  NATS_URL: z.string().min(1).describe('servers, comma-separated'),
  SREMESH_INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
  SREMESH_TENANT: Tenant.default('default'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  SREMESH_HOST: z.string().default('127.0.0.1'),
  /** Port of this agent's own health and metrics listener; 0 picks one. */
  SREMESH_OBSERVE_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
});
export type BaseConfig = z.infer<typeof BaseConfig>;
