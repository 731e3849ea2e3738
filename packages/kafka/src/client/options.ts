import type { ConnectionOptions, SASLMechanismValue } from '@platformatic/kafka';

export interface KafkaClientOptions {
  /** `host:port` of at least one broker. */
  brokers: readonly string[];
  clientId: string;
  sasl?: { mechanism: SASLMechanismValue; username: string; password: string };
  /** TLS to every broker; default false. */
  ssl?: boolean | NonNullable<ConnectionOptions['tls']>;
  /** TCP, TLS and login together; default 3000. */
  connectTimeoutMs?: number;
  /** Default 10000. */
  requestTimeoutMs?: number;
}

export function connectionOptions(options: KafkaClientOptions): ConnectionOptions {
  const tls = options.ssl === true ? {} : options.ssl;
  return {
    connectTimeout: options.connectTimeoutMs ?? 3000,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    ...(tls === undefined || tls === false ? {} : { tls }),
  };
}
