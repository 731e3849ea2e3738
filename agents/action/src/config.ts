import { KafkaConnection } from '@sremesh/kafka';
import { z } from 'zod';

export const ActionConfig = z.object({
  ...KafkaConnection.shape,
  /** The address that Kafka sees this agent connect from, where that is not an address of its own. */
  SREMESH_KAFKA_CLIENT_HOST: z.union([z.ipv4(), z.ipv6()]).optional(),
  SREMESH_GRANT_PUBLIC_KEY: z.string().min(1).describe("governance's raw Ed25519 public key, base64url"),
});
export type ActionConfig = z.infer<typeof ActionConfig>;
