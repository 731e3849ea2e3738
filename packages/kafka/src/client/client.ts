/**
 * A small pool of connections to one cluster, and requests over it.
 *
 * 1. Every wait ends: 3 s to connect and log in, 10 s for an answer (both options).
 * 2. A response is a response even if it carries error codes: the caller looks at them. What is thrown is a MeshError.
 * 3. A request whose connection was closed under it is sent once more on a new one. All requests made here can be
 *    repeated: they read, or set a desired state.
 * 4. A request that any broker can answer goes to another one, and a third, after 1.5 s without an answer: a broker that
 *    hangs costs that time once, and is asked last from then on.
 * 5. A connection answers one request after the other. What brokers pass on to the controller has connections of its own,
 *    so that a quorum that is gone holds up nothing that a broker can answer itself.
 * 6. Nothing is remembered that a dead cluster could make wrong: with no live connection, every known address is tried.
 */
import { MeshError } from '@sremesh/contracts';
import type { API, Connection, metadataV12 } from '@platformatic/kafka';
import { apis, errors } from '../protocol/platformatic.ts';
import { addressKey, parseBroker, type BrokerAddress } from './addresses.ts';
import { createConnections, type Connections } from './connections.ts';
import { connectionError, responseError, unknownRequest, type Identity, type Intent } from './errors.ts';
import { hedged, within } from './hedge.ts';
import { connectionOptions, type KafkaClientOptions } from './options.ts';
import { isKnown, knownVersions, type KnownVersions } from './versions.ts';

/**
 * Which broker a request goes to. `controller` and `quorum`: one that passes it on to the controller, whose answer may
 * fail to come; a question to the `quorum` may reach it twice. `withinMs`: how long a broker's answer is waited for,
 * connecting included, where that is less than the client's own limits.
 */
export type Target = 'any' | 'controller' | 'quorum' | { broker: number; withinMs?: number };

const hedgeAfterMs = 1500;
/** A connection that closes later under a request was not merely an old one. */
const sendAgainWithinMs = 2000;

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
  const passingOn = createConnections(options.clientId, connectionOptions(options));
  let addresses = new Map<number, BrokerAddress>();
  let controllerId = -1;
  let versions: KnownVersions | undefined;

  const anyConnection = async (
    pool: Connections,
    except: readonly Connection[] = [],
  ): Promise<Connection> => {
    const live = pool.live(except);
    if (live !== undefined) return live;
    const known = new Map(
      [...bootstrap, ...addresses.values()].map((address) => [addressKey(address), address]),
    );
    return Promise.any([...known.values()].map((address) => pool.to(address, except)));
  };

  const connectionTo = async (target: Target): Promise<Connection> => {
    if (target === 'any') return anyConnection(connections);
    if (target === 'quorum') return anyConnection(passingOn);
    const id = target === 'controller' ? controllerId : target.broker;
    const address = addresses.get(id);
    if (target === 'controller')
      return address === undefined ? anyConnection(passingOn) : passingOn.to(address);
    if (address !== undefined) return connections.to(address);
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

  const sendHedged = async <A extends unknown[], R>(
    pool: Connections,
    first: Connection,
    api: API<A, R>,
    args: A,
  ): Promise<R> => {
    const asked = [first];
    const found = await hedged(sendOn(first, api, args), hedgeAfterMs, async () => {
      const next = await anyConnection(pool, asked);
      asked.push(next);
      return sendOn(next, api, args);
    });
    if (found.hedged) pool.askLast(first);
    return found.answer;
  };

  const send = async <A extends unknown[], R>(target: Target, api: API<A, R>, args: A): Promise<R> => {
    const from = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      let connection: Connection | undefined;
      try {
        connection = await connectionTo(target);
        if (target === 'any') return await sendHedged(connections, connection, api, args);
        if (target === 'quorum') return await sendHedged(passingOn, connection, api, args);
        return await sendOn(connection, api, args);
      } catch (error) {
        if (error instanceof MeshError) throw error;
        const closedUnderUs = connection !== undefined && !connection.isConnected();
        const again = closedUnderUs && performance.now() - from < sendAgainWithinMs;
        if (attempt > 1 || !again || isTimeout(error)) {
          // A broker hangs up on a request that it does not know.
          if (closedUnderUs && !(await supports(api).catch(() => true))) throw unknownRequest(api);
          throw connectionError(identity, allOf(error), describe(target));
        }
      }
    }
  };

  const supports: KafkaClient['supports'] = async (api) => {
    versions ??= knownVersions(await send('any', apis.apiVersionsV3.api, ['sremesh', '0']));
    return isKnown(versions, api);
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
    supports,
    async metadata(topics) {
      const names = topics === null ? null : [...topics];
      const response = await request('any', apis.metadataV12.api, names, false, false);
      addresses = new Map(response.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
      controllerId = response.controllerId;
      return response;
    },
    failure: (intent, code, detail) => responseError(identity, intent, code, detail),
    close: async () => {
      await Promise.all([connections.close(), passingOn.close()]);
    },
  };
}

const allOf = (error: unknown): unknown[] =>
  error instanceof AggregateError ? error.errors.flatMap(allOf) : [error];

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Request timed out';
