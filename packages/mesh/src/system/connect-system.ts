import { MeshError } from '@sremesh/contracts';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { silentLog, type Log } from '../log.ts';
import type { Closable, MeshStatus } from '../mesh.ts';
import { toMeshError } from '../nats/errors.ts';
import { closeLink, openLink, type NatsAuth } from '../nats/link.ts';
import { listenToConnections, type ConnectionEvent } from './connections.ts';

export interface ConnectSystemOptions {
  servers: string | string[];
  /** Of the replica of governance. */
  instance: string;
  /** A user of the system account. */
  auth: NatsAuth;
  log?: Log;
  /** How long the first connect may take; default 10,000. */
  connectWithinMs?: number;
}

/** Governance's place in the system account. Each method throws `MeshError`. */
export interface System {
  /** Has the servers take an account's JWT; resolved once one has it, which then tells the others. */
  pushAccount(jwt: string): Promise<void>;
  /** Hears who connects to an account and who leaves it; its JWT must name this account as its mesh. */
  onConnection(account: string, listener: (event: ConnectionEvent) => void): Closable;
  onStatus(listener: (status: MeshStatus) => void): Closable;
  readonly connected: boolean;
  close(options?: { timeoutMs?: number }): Promise<void>;
}

const timeout = 2000;

const Answer = z.object({
  data: z.object({ code: z.int().optional() }).optional(),
  error: z.object({ code: z.int(), description: z.string().optional() }).optional(),
});

/** Connects a replica of governance to the system account; throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED. */
export async function connectSystem(options: ConnectSystemOptions): Promise<System> {
  const { log = silentLog, connectWithinMs = 10_000 } = options;
  const link = await openLink({ ...options, role: 'governance', log, connectWithinMs });
  const ask = async (subject: string, body: string, doing: string) => {
    try {
      const reply = await link.connection.request(subject, body, { timeout });
      const parsed = parseJson(reply.data);
      return Answer.parse('value' in parsed ? parsed.value : undefined);
    } catch (error) {
      throw toMeshError(error, doing);
    }
  };
  const refused = (doing: string, why: string | undefined) =>
    new MeshError('MESH_PERMISSION_DENIED', `${doing}: NATS refuses it: ${why ?? 'it does not say why'}`, {
      remedy: 'Check that the server runs with the operator that these keys are of (sremesh nats-config).',
    });
  return {
    async pushAccount(jwt) {
      const doing = "pushing an account's JWT";
      const { data, error } = await ask('$SYS.REQ.CLAIMS.UPDATE', jwt, doing);
      if (data?.code !== 200) throw refused(doing, error?.description);
    },
    onConnection: (account, listener) => listenToConnections(link, account, log, listener),
    onStatus: (listener) => link.onStatus(listener),
    get connected() {
      return link.connected;
    },
    close: ({ timeoutMs = 5000 } = {}) => closeLink(link, timeoutMs),
  };
}
