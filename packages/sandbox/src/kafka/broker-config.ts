/** The user that brokers are among themselves; its password exists only in their configuration. */
const brokerUser = 'broker';
export const adminUser = 'admin';

export interface BrokerPorts {
  client: number;
  internal: number;
  /** Where the broker tells its metrics; absent where it tells none. */
  metrics?: number;
}

export interface NodePorts extends BrokerPorts {
  controller: number;
}

export interface ClusterLayout {
  /** By node: node 1 first. */
  ports: readonly NodePorts[];
  brokerPassword: string;
  /** Whether Kafka checks rights; without, everybody who can log in may do everything. */
  authorizer: boolean;
}

/**
 * server.properties of a combined broker and controller. It holds the brokers' own password: write it 0600.
 *
 * Clients log in by SCRAM-SHA-512. Brokers and controllers log in to each other by PLAIN, with a password of this
 * cluster only: a combined node cannot read SCRAM users before the controllers, which would need them, agree.
 */
export function brokerConfig(
  id: number,
  dataDir: string,
  { ports, brokerPassword, authorizer }: ClusterLayout,
): string {
  const mine = ports[id - 1];
  if (mine === undefined) throw new Error(`node ${id} has no ports`);
  return properties({
    ...everyBroker(id, ports, authorizer),
    'process.roles': 'broker,controller',
    'log.dirs': dataDir,
    listeners: `${clientListeners(mine)},CONTROLLER://127.0.0.1:${mine.controller}`,
    'advertised.listeners': clientListeners(mine),
    ...logins(brokerPassword),
  });
}

export interface ExtraBrokerConfig {
  id: number;
  ports: BrokerPorts;
  logDirs: readonly string[];
  /** Where it keeps the cluster's metadata, so that a failed log directory does not end it. */
  metadataDir: string;
}

/** server.properties of a broker alone that joins the nodes. It holds the brokers' own password: write it 0600. */
export const extraBrokerConfig = (
  { id, ports: mine, logDirs, metadataDir }: ExtraBrokerConfig,
  { ports, brokerPassword, authorizer }: ClusterLayout,
): string =>
  properties({
    ...everyBroker(id, ports, authorizer),
    'process.roles': 'broker',
    'log.dirs': logDirs.join(','),
    'metadata.log.dir': metadataDir,
    listeners: clientListeners(mine),
    'advertised.listeners': clientListeners(mine),
    ...logins(brokerPassword),
  });

const clientListeners = ({ client, internal }: BrokerPorts): string =>
  `CLIENT://127.0.0.1:${client},INTERNAL://127.0.0.1:${internal}`;

const everyBroker = (id: number, ports: readonly NodePorts[], authorizer: boolean) => ({
  'node.id': id,
  'controller.quorum.voters': ports
    .map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`)
    .join(','),
  ...(authorizer ? rights : {}),
  ...replication(ports.length),
  ...quickToNotice,
  ...small,
});

function logins(brokerPassword: string) {
  const amongBrokers =
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `username="${brokerUser}" password="${brokerPassword}" user_${brokerUser}="${brokerPassword}";`;
  return {
    'listener.security.protocol.map':
      'CLIENT:SASL_PLAINTEXT,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'listener.name.client.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.client.scram-sha-512.sasl.jaas.config':
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'listener.name.internal.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.internal.plain.sasl.jaas.config': amongBrokers,
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': amongBrokers,
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
  };
}

const rights = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': `User:${brokerUser};User:${adminUser}`,
  'allow.everyone.if.no.acl.found': false,
};

const replication = (nodes: number) => ({
  'num.partitions': 3,
  'default.replication.factor': nodes,
  'min.insync.replicas': nodes - 1,
  'offsets.topic.replication.factor': nodes,
  'offsets.topic.num.partitions': 5,
  'transaction.state.log.replication.factor': nodes,
  'transaction.state.log.min.isr': nodes - 1,
  'transaction.state.log.num.partitions': 5,
  'share.coordinator.state.topic.replication.factor': nodes,
  'share.coordinator.state.topic.min.isr': nodes - 1,
  'share.coordinator.state.topic.num.partitions': 5,
  'auto.create.topics.enable': false,
  // Leaders that moved stay where they are, until somebody moves them back.
  'auto.leader.rebalance.enable': false,
});

/** A lost broker is noticed, and old records deleted, within seconds instead of the defaults' minutes. */
const quickToNotice = {
  'broker.session.timeout.ms': 2000,
  'broker.heartbeat.interval.ms': 400,
  'controller.quorum.fetch.timeout.ms': 1000,
  'controller.quorum.election.timeout.ms': 500,
  'replica.lag.time.max.ms': 5000,
  'group.initial.rebalance.delay.ms': 0,
  'log.initial.task.delay.ms': 500,
  'log.retention.check.interval.ms': 1000,
  'log.segment.delete.delay.ms': 1000,
};

const small = {
  'log.segment.bytes': 16 * 1024 * 1024,
  'log.index.size.max.bytes': 1024 * 1024,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  'log.cleaner.io.buffer.size': 64 * 1024,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'background.threads': 2,
  'num.recovery.threads.per.data.dir': 1,
};

const properties = (entries: Record<string, string | number | boolean>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
