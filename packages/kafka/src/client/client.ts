/**
 * A small pool of connections to one cluster, and requests over it.
 *
 * 1. Every wait ends: 3 s to connect and log in, 10 s for an answer (both options).
 * 2. A response is a response even if it carries error codes: the caller looks at them. What is thrown is a MeshError.
 * 3. A request whose connection was closed under it is sent once more on a new one. All requests made here can be
 *    repeated: they read, or set a desired state.
 * 4. A request that any broker can answer goes to a second one after 1.5 s without an answer: a broker that hangs costs
 *    that time once, and is asked last from then on.
 * 5. Nothing is remembered that a dead cluster could make wrong: with no live connection, every known address is tried.
 */
import { MeshError } from '@sremesh/contracts';
import type {
  API,
  Connection,
  ConnectionOptions,
  metadataV12,
  SASLMechanismValue,
} from '@platformatic/kafka';
import { apis, errors } from '../protocol/platformatic.ts';
import { addressKey, parseBroker, type BrokerAddress } from './addresses.ts';
import { createConnections } from './connections.ts';
import { connectionError, responseError, type Identity, type Intent } from './errors.ts';
import { hedged, within } from './hedge.ts';
import { isKnown, knownVersions, type KnownVersions } from './versions.ts';

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

/**
 * Which broker a request goes to. `controller` differs from `any` only on clusters with ZooKeeper. `withinMs`: how long
 * its answer is waited for, connecting included, where that is less than the client's own limits.
 */
export type Target = 'any' | 'controller' | { broker: number; withinMs?: number };

const hedgeAfterMs = 1500;

export interface KafkaClient {
  /** null for a client without credentials. */
  readonly username: string | null;
  /** Sends one request. Throws MESH_KAFKA_UNREACHABLE or MESH_KAFKA_REFUSED; error codes in a response do not throw. */
  request<A extends unknown[], R>(target: Target, api: API<A, R>, ...args: A): Promise<R>;
  /** Whether the brokers know a request in its version; asked once for the life of the client. */
  supports(api: { key: number; version: number }): Promise<boolean>;
  /** Brokers and topics (null: all); also learns the brokers' addresses. */
  metadata(topics: readonly string[] | null): Promise<metadataV12.MetadataResponse>;
  /** The MeshError for an error code found in a response. */
  failure(intent: Intent, code: number, detail?: string | null): MeshError;
  close(): Promise<void>;
}

export function createKafkaClient(options: KafkaClientOptions): KafkaClient {
  const bootstrap = options.brokers.map(parseBroker);
  if (bootstrap.length === 0) throw new MeshError('MESH_CONFIG_INVALID', 'KAFKA_BROKERS: names no broker');
  const identity: Identity = {
    brokers: options.brokers,
    username: options.sasl?.username ?? null,
    mechanism: options.sasl?.mechanism ?? null,
  };
  const connections = createConnections(options.clientId, connectionOptions(options));
  let addresses = new Map<number, BrokerAddress>();
  let controllerId = -1;
  let versions: KnownVersions | undefined;

  const anyConnection = async (except?: Connection): Promise<Connection> => {
    const live = connections.live(except);
    if (live !== undefined) return live;
    const known = new Map(
      [...bootstrap, ...addresses.values()].map((address) => [addressKey(address), address]),
    );
    return Promise.any([...known.values()].map((address) => connections.to(address, except)));
  };

  const connectionTo = async (target: Target): Promise<Connection> => {
    if (target === 'any') return anyConnection();
    const id = target === 'controller' ? controllerId : target.broker;
    const address = addresses.get(id);
    if (address !== undefined) return connections.to(address);
    if (target === 'controller') return anyConnection();
    throw new MeshError('MESH_KAFKA_UNREACHABLE', `Kafka lists no broker ${id} at the moment`);
  };

  const describe = (target: Target): string | null => {
    if (typeof target === 'string') return null;
    const address = addresses.get(target.broker);
    return `broker ${target.broker}${address === undefined ? '' : ` (${addressKey(address)})`}`;
  };

  const sendOn = async <A extends unknown[], R>(
    connection: Connection,
    api: API<A, R>,
    args: A,
  ): Promise<R> => {
    try {
      return await api.async(connection, ...args);
    } catch (error) {
      if (error instanceof errors.ResponseError) return error['response'];
      // An answer that comes late would be taken for another request's, so the connection ends here.
      if (isTimeout(error)) connection.socket?.destroy();
      throw error;
    }
  };

  const sendToAny = async <A extends unknown[], R>(
    first: Connection,
    api: API<A, R>,
    args: A,
  ): Promise<R> => {
    const found = await hedged(sendOn(first, api, args), hedgeAfterMs, async () =>
      sendOn(await anyConnection(first), api, args),
    );
    if (found.hedged) connections.askLast(first);
    return found.answer;
  };

  const send = async <A extends unknown[], R>(target: Target, api: API<A, R>, args: A): Promise<R> => {
    for (let attempt = 1; ; attempt += 1) {
      let connection: Connection | undefined;
      try {
        connection = await connectionTo(target);
        return await (target === 'any' ? sendToAny : sendOn)(connection, api, args);
      } catch (error) {
        if (error instanceof MeshError) throw error;
        const closedUnderUs = connection !== undefined && !connection.isConnected();
        if (attempt > 1 || !closedUnderUs || isTimeout(error)) {
          throw connectionError(identity, allOf(error), describe(target));
        }
      }
    }
  };

  const request: KafkaClient['request'] = (target, api, ...args) => {
    const answer = send(target, api, args);
    if (typeof target === 'string' || target.withinMs === undefined) return answer;
    const { withinMs } = target;
    const late = () =>
      connectionError(identity, [new Error(`no answer within ${withinMs} ms`)], describe(target));
    return within(answer, withinMs, late);
  };

  return {
    username: identity.username,
    request,
    async supports(api) {
      versions ??= knownVersions(await request('any', apis.apiVersionsV3.api, 'sremesh', '0'));
      return isKnown(versions, api);
    },
    async metadata(topics) {
      const names = topics === null ? null : [...topics];
      const response = await request('any', apis.metadataV12.api, names, false, false);
      addresses = new Map(response.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
      controllerId = response.controllerId;
      return response;
    },
    failure: (intent, code, detail) => responseError(identity, intent, code, detail),
    close: () => connections.close(),
  };
}

function connectionOptions(options: KafkaClientOptions): ConnectionOptions {
  const tls = options.ssl === true ? {} : options.ssl;
  return {
    connectTimeout: options.connectTimeoutMs ?? 3000,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    ...(tls === undefined || tls === false ? {} : { tls }),
  };
}

const allOf = (error: unknown): unknown[] =>
  error instanceof AggregateError ? error.errors.flatMap(allOf) : [error];

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Request timed out';
