/**
 * Requests that the admin client of kafkajs has not, or that must not go to a broker that hangs: a connection of the
 * superuser to a node that is there.
 */
import { Connection, type API } from '@platformatic/kafka';
import type { KafkaCredentials } from './admin.ts';
import type { BrokerPorts } from './broker-config.ts';
import type { BrokerProcess } from './broker-process.ts';

export interface RawTarget {
  readonly nodes: readonly (Pick<BrokerProcess, 'running' | 'paused'> & { ports: BrokerPorts })[];
  readonly admin: KafkaCredentials;
}

/** Sends one request. Throws where Kafka's answer has an error code. */
export type Ask = <A extends unknown[], R>(api: API<A, R>, ...args: A) => Promise<R>;

const connectTimeout = 2000;
const requestTimeout = 10_000;

/** Runs `use` with requests to any node of `target` that runs; one that goes meanwhile is replaced. */
export async function withRaw<T>(target: RawTarget, use: (ask: Ask) => Promise<T>): Promise<T> {
  let connection: Connection | undefined;
  const ask: Ask = async (api, ...args) => {
    if (connection?.isConnected() !== true) connection = await connect(target);
    return api.async(connection, ...args);
  };
  try {
    return await use(ask);
  } finally {
    await connection?.close();
  }
}

function connect({ nodes, admin }: RawTarget): Promise<Connection> {
  const serving = nodes.filter(({ running, paused }) => running && !paused);
  if (serving.length === 0) throw new Error('no node of Kafka runs');
  return serving.reduce<Promise<Connection>>(
    (earlier, { ports }) => earlier.catch(() => connectTo(ports.client, admin)),
    Promise.reject(new Error('not tried')),
  );
}

async function connectTo(port: number, admin: KafkaCredentials): Promise<Connection> {
  const connection = new Connection('sandbox', {
    connectTimeout,
    requestTimeout,
    sasl: { mechanism: 'SCRAM-SHA-512', ...admin },
  });
  // An error event without a listener would end the process; failures reach callers through their requests.
  connection.on('error', () => undefined);
  try {
    await connection.connect('127.0.0.1', port);
    return connection;
  } catch (error) {
    connection.socket?.destroy();
    throw error;
  }
}
