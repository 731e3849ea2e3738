import { KafkaConnection } from '@sremesh/kafka';
import { z } from 'zod';

export const ActionConfig = z
  .object({
    ...KafkaConnection.shape,
    /** Without it nothing is carried out: every step is refused. */
    KAFKA_ACTION_USERNAME: z.string().optional(),
    KAFKA_ACTION_PASSWORD: z.string().optional(),
    SREMESH_GRANT_PUBLIC_KEY: z.string().min(1).describe("governance's raw Ed25519 public key, base64url"),
  })
  .refine(
    (config) => config.KAFKA_ACTION_USERNAME === undefined || config.KAFKA_ACTION_PASSWORD !== undefined,
    {
      path: ['KAFKA_ACTION_PASSWORD'],
      error: 'has to be set where KAFKA_ACTION_USERNAME is',
    },
  );
export type ActionConfig = z.infer<typeof ActionConfig>;
