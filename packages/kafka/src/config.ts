import { z } from 'zod';
import type { KafkaClientOptions } from './client/options.ts';

/** How the Kafka to operate is reached; the environment's names, without any user's credentials. */
export const KafkaConnection = z.object({
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform((list) => list.split(',').map((entry) => entry.trim()))
    .describe('host:port, comma-separated'),
  KAFKA_SASL_MECHANISM: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
  KAFKA_SSL: z.stringbool().default(false),
});
export type KafkaConnection = z.infer<typeof KafkaConnection>;

/** The client's options from the environment and one user's credentials; without a user name there is no SASL. */
export function kafkaOptions(
  connection: KafkaConnection,
  user: { clientId: string; username?: string | undefined; password?: string | undefined },
): KafkaClientOptions {
  return {
    clientId: user.clientId,
    brokers: connection.KAFKA_BROKERS,
    ssl: connection.KAFKA_SSL,
    ...(user.username === undefined
      ? {}
      : {
          sasl: {
            mechanism: connection.KAFKA_SASL_MECHANISM,
            username: user.username,
            password: user.password ?? '',
          },
        }),
  };
}
