/**
 * One connection per broker address, opened when first asked for.
 *
 * 1. An address has at most one live connection and at most one attempt; callers share both.
 * 2. An address that failed is not tried again before its pause is over (0.1 s doubling to 2 s, with jitter): callers
 *    get the last failure at once.
 * 3. After `close` nothing is opened any more, and what was opening is closed.
 */
import { MeshError } from '@sremesh/contracts';
import type { Connection, ConnectionOptions } from '@platformatic/kafka';
import { Connection as KafkaConnection } from '../protocol/platformatic.ts';
import { addressKey, type BrokerAddress } from './addresses.ts';

const firstPauseMs = 100;
const longestPauseMs = 2000;

interface Slot {
  connection?: Connection;
  opening?: Promise<Connection>;
  failures: number;
  failure?: unknown;
  retryAt: number;
}

export interface Connections {
  /** The live connection to an address, opened if there is none; rejects where that would be one of `except`. */
  to(address: BrokerAddress, except?: readonly Connection[]): Promise<Connection>;
  /** Any live connection but those of `except`. */
  live(except?: readonly Connection[]): Connection | undefined;
  /** Makes `live` prefer every other connection to the one at this one's address. */
  askLast(connection: Connection): void;
  close(): Promise<void>;
}

export function createConnections(clientId: string, options: ConnectionOptions): Connections {
  const slots = new Map<string, Slot>();
  let closed = false;

  const open = async (address: BrokerAddress, slot: Slot): Promise<Connection> => {
    const connection = new KafkaConnection(clientId, options);
    // An error event without a listener would end the process; failures reach callers through their requests.
    connection.on('error', () => undefined);
    connection.on('close', () => {
      if (slot.connection === connection) delete slot.connection;
    });
    try {
      await connection.connect(address.host, address.port);
      if (closed) throw closedError();
      slot.connection = connection;
      slot.failures = 0;
      delete slot.failure;
      return connection;
    } catch (error) {
      connection.socket?.destroy();
      slot.failure = error;
      slot.failures += 1;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (slot.failures - 1));
      slot.retryAt = performance.now() + pauseMs * (0.5 + Math.random() / 2);
      throw error;
    }
  };

  return {
    async to(address, except = []) {
      if (closed) throw closedError();
      const key = addressKey(address);
      const slot = slots.get(key) ?? { failures: 0, retryAt: 0 };
      slots.set(key, slot);
      if (slot.connection !== undefined && except.includes(slot.connection))
        throw new MeshError('MESH_KAFKA_UNREACHABLE', `there is no broker besides ${key}`);
      if (slot.connection?.isConnected() === true) return slot.connection;
      if (slot.opening !== undefined) return slot.opening;
      if (performance.now() < slot.retryAt) throw slot.failure;
      slot.opening = open(address, slot).finally(() => {
        delete slot.opening;
      });
      return slot.opening;
    },
    live(except = []) {
      for (const { connection } of slots.values())
        if (connection?.isConnected() === true && !except.includes(connection)) return connection;
      return undefined;
    },
    askLast(connection) {
      for (const [key, slot] of slots) {
        if (slot.connection !== connection) continue;
        slots.delete(key);
        slots.set(key, slot);
        return;
      }
    },
    async close() {
      closed = true;
      const opened = [...slots.values()].flatMap(({ connection }) => connection ?? []);
      await Promise.all(opened.map((connection) => connection.close()));
      await Promise.allSettled([...slots.values()].flatMap(({ opening }) => opening ?? []));
    },
  };
}

const closedError = (): MeshError => new MeshError('MESH_KAFKA_UNREACHABLE', 'the Kafka client is closed');
