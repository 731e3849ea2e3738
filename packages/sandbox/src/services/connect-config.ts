import type { KafkaCredentials } from '../kafka/admin.ts';

export const connectGroup = 'sandbox-connect';

/** The topics in which Connect keeps its state, with their partitions. */
export const internalTopics = {
  'sandbox-connect-configs': 1,
  'sandbox-connect-offsets': 3,
  'sandbox-connect-status': 3,
} as const;

export interface WorkerConfig {
  kafka: { bootstrapServers: readonly string[]; nodes: readonly unknown[] };
  credentials: KafkaCredentials;
  port: number;
}

/** worker.properties. It holds the worker's password: write it 0600. */
export function workerConfig({ kafka, credentials, port }: WorkerConfig): string {
  const replicas = kafka.nodes.length;
  return properties({
    'bootstrap.servers': kafka.bootstrapServers.join(','),
    'group.id': connectGroup,
    listeners: `http://127.0.0.1:${port}`,
    'rest.advertised.host.name': '127.0.0.1',
    'plugin.discovery': 'service_load',
    'config.storage.topic': 'sandbox-connect-configs',
    'config.storage.replication.factor': replicas,
    'offset.storage.topic': 'sandbox-connect-offsets',
    'offset.storage.replication.factor': replicas,
    'offset.storage.partitions': internalTopics['sandbox-connect-offsets'],
    'status.storage.topic': 'sandbox-connect-status',
    'status.storage.replication.factor': replicas,
    'status.storage.partitions': internalTopics['sandbox-connect-status'],
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': false,
    'offset.flush.interval.ms': 1000,
    'scheduled.rebalance.max.delay.ms': 0,
    'task.shutdown.graceful.timeout.ms': 1000,
    ...login('', credentials),
    ...login('producer.', credentials),
    ...login('consumer.', credentials),
    'consumer.metadata.max.age.ms': 5000,
  });
}

const login = (prefix: string, { username, password }: KafkaCredentials) => ({
  [`${prefix}security.protocol`]: 'SASL_PLAINTEXT',
  [`${prefix}sasl.mechanism`]: 'SCRAM-SHA-512',
  [`${prefix}sasl.jaas.config`]:
    'org.apache.kafka.common.security.scram.ScramLoginModule required ' +
    `username="${username}" password="${password}";`,
});

const properties = (entries: Record<string, string | number | boolean>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
