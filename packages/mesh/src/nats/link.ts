import { errorMessage, MeshError, subjects } from '@sremesh/contracts';
import { connect, Events, jwtAuthenticator, nkeys, type NatsConnection } from 'nats';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Closable, MeshStatus } from '../mesh.ts';
import { isRefusal, isRefusalCode } from './errors.ts';

/**
 * How a process proves who it is: its JWT, asked for at each connect so that a newer one is used, and the seed of the key
 * that the JWT names.
 */
export interface NatsAuth {
  jwt: () => string;
  seed: string;
}

export interface LinkOptions {
  servers: string | string[];
  role: string;
  instance: string;
  auth: NatsAuth;
  log: Log;
  /** How long the first connect may take; milliseconds. */
  connectWithinMs: number;
}

/** The one NATS connection of a process, and what NATS says about it. */
export interface Link {
  readonly connection: NatsConnection;
  readonly connected: boolean;
  readonly inboxPrefix: string;
  onStatus(listener: (status: MeshStatus) => void): Closable;
}

const jitter = (fromMs: number, toMs: number): number => fromMs + Math.random() * (toMs - fromMs);

/** Connects once within the time given, then stays connected for ever. Throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const connection = await firstConnect(options);
  const listeners = new Set<(status: MeshStatus) => void>();
  let connected = true;
  const tell = (status: MeshStatus): void => {
    for (const listener of listeners) listener(status);
  };
  void watch(connection, (status) => {
    if (status.type === 'connected' || status.type === 'disconnected')
      connected = status.type === 'connected';
    options.log[status.type === 'connected' ? 'info' : 'warn'](status, `nats: ${status.type}`);
    tell(status);
  });
  return {
    connection,
    inboxPrefix: subjects.inboxPrefix(options.role, options.instance),
    get connected() {
      return connected && !connection.isClosed();
    },
    onStatus(listener) {
      listeners.add(listener);
      return { close: async () => void listeners.delete(listener) };
    },
  };
}

/** Sends what is still to be sent, where the server is there to take it, and disconnects. */
export async function closeLink({ connection, connected }: Link, withinMs: number): Promise<void> {
  const waiting = new AbortController();
  const drained = connected ? connection.drain().catch(() => undefined) : undefined;
  await Promise.race([
    drained,
    sleep(withinMs, undefined, { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();
  await connection.close();
}

async function firstConnect(options: LinkOptions): Promise<NatsConnection> {
  const { servers, role, instance, auth, connectWithinMs } = options;
  const authenticator = jwtAuthenticator(auth.jwt, checkedSeed(auth.seed, role));
  const deadline = Date.now() + connectWithinMs;
  for (;;) {
    try {
      return await connect({
        servers,
        name: `${role}/${instance}`,
        inboxPrefix: subjects.inboxPrefix(role, instance),
        authenticator,
        timeout: Math.min(5000, connectWithinMs),
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        reconnectDelayHandler: () => jitter(50, 250),
        pingInterval: 10_000,
        noAsyncTraces: true,
      });
    } catch (error) {
      const where = `NATS_URL ${[servers].flat().join(', ')}`;
      if (isRefusal(error))
        throw new MeshError('MESH_NATS_REFUSED', `NATS at ${where} refuses the identity of ${role}`, {
          cause: error,
          remedy:
            'It has expired, was revoked, or is of another operator than the server. Start the agent anew; if that does not help, compare the server with `sremesh nats-config`.',
        });
      if (Date.now() >= deadline)
        throw new MeshError('MESH_NATS_UNREACHABLE', `${where} cannot be reached: ${errorMessage(error)}`, {
          cause: error,
          remedy: 'Start the server, or set NATS_URL to where it listens.',
        });
      await sleep(Math.min(jitter(50, 250), Math.max(0, deadline - Date.now())));
    }
  }
}

function checkedSeed(seed: string, role: string): Uint8Array {
  const bytes = new TextEncoder().encode(seed);
  try {
    nkeys.fromSeed(bytes);
    return bytes;
  } catch (error) {
    throw new MeshError('MESH_CONFIG_INVALID', `the NATS identity of ${role} is not an nkey seed`, {
      cause: error,
      remedy: 'A user seed begins with SU and has 58 characters.',
    });
  }
}

async function watch(connection: NatsConnection, tell: (status: MeshStatus) => void): Promise<void> {
  for await (const status of connection.status()) {
    const server = connection.getServer();
    if (status.type === Events.Disconnect) tell({ type: 'disconnected', server });
    if (status.type === Events.Reconnect) tell({ type: 'connected', server });
    if (status.type === Events.Error && isRefusalCode(status.data)) tell({ type: 'refused', server });
    const context = status.permissionContext;
    if (context !== undefined)
      tell({
        type: 'denied',
        operation: context.operation === 'publish' ? 'publish' : 'subscribe',
        subject: context.subject,
      });
  }
}
