import type { AgentStatus, Bucket } from '@sremesh/contracts';
import type { z } from 'zod';
import { reportCalls } from './audit/report.ts';
import { Reports } from './audit/reports.ts';
import { answerIdentities } from './authority/answer-identities.ts';
import { pushIdentity } from './authority/push-identity.ts';
import { emitEvent } from './events/emit.ts';
import { readEvents } from './events/read.ts';
import { listenToHeartbeats, sendHeartbeat } from './heartbeats.ts';
import { listenToIdentity, renewIdentity } from './identity/keep.ts';
import { KeyValueStore } from './kv/store.ts';
import { silentLog, type Log } from './log.ts';
import { Caller } from './mcp/call.ts';
import { serveTools } from './mcp/serve.ts';
import type { Closable, Mesh } from './mesh.ts';
import { closeLink, openLink, type NatsAuth } from './nats/link.ts';
import { listenToPolicy, tellPolicy } from './policy/notice.ts';
import { handOff } from './work/hand-off.ts';
import { QueueWorker } from './work/loop.ts';
import { putBack } from './work/put-back.ts';

export interface ConnectMeshOptions {
  /** NATS URL, or several of one cluster. */
  servers: string | string[];
  role: string;
  /** Tells replicas of a role apart; one subject token. */
  instance: string;
  /** Version of the agent, as MCP clients and servers tell it to each other; default 0.0.0. */
  version?: string;
  /** Tenants served; default one, `default`. */
  tenants?: string[];
  auth: NatsAuth;
  log?: Log;
  /** How long the first connect may take; default 10,000. */
  connectWithinMs?: number;
}

const defaultDrainMs = 10_000;

/**
 * Connects an agent. Throws MESH_NATS_UNREACHABLE and MESH_NATS_REFUSED at first; afterwards it reconnects for ever by
 * itself.
 */
export async function connectMesh(options: ConnectMeshOptions): Promise<Mesh> {
  const { servers, role, instance, auth, connectWithinMs = 10_000 } = options;
  const { version = '0.0.0', tenants = ['default'], log = silentLog } = options;
  const link = await openLink({ servers, role, instance, auth, log, connectWithinMs });
  const { connection } = link;
  const jetstream = connection.jetstream({ checkAPI: false, timeout: 5000 });
  const caller = new Caller(link, { role, version });
  const open = new Set<Closable>();
  let drainMs = defaultDrainMs;
  const track = <C extends Closable>(part: C): C => {
    open.add(part);
    return part;
  };
  return {
    role,
    instance,
    call: (tool, args, context, callOptions) => caller.call(tool, args, context, callOptions),
    serve: async (handlers) =>
      track(await serveTools(link, handlers, { role, version, tenants, log, drainMs: () => drainMs })),
    work: async (handlers, workOptions = {}) =>
      track(new QueueWorker(link, jetstream, role, handlers, workOptions, log, () => drainMs)),
    handOff: (tool, args, context, handOffOptions) =>
      handOff(jetstream, { name: role, version }, tool, args, context, handOffOptions),
    emit: (type, payload, key) => emitEvent(jetstream, type, payload, key),
    events: (eventsOptions) => readEvents(link, tenants, log, eventsOptions),
    store: <T>(bucket: Bucket, schema: z.ZodType<T>) => new KeyValueStore(link, jetstream, bucket, schema),
    heartbeat: (status: AgentStatus, inProgress = []) => sendHeartbeat(link, status, inProgress),
    onHeartbeat: (listener) => listenToHeartbeats(link, log, listener),
    putBack: (ofRole, inProgress, silentForMs) => putBack(link, ofRole, inProgress, silentForMs),
    reportCalls: (tenant, batch) => reportCalls(jetstream, { role, instance }, tenant, batch),
    takeReports: (take) => track(new Reports(jetstream, take, log)),
    tellPolicy: (inForce) => tellPolicy(link, inForce),
    onPolicy: (listener) => listenToPolicy(link, log, listener),
    renewIdentity: (request) => renewIdentity(link, { role, instance }, request),
    onIdentity: (listener) => listenToIdentity(link, { role, instance }, log, listener),
    answerIdentities: (giver) => track(answerIdentities(link, giver, log)),
    pushIdentity: (name, jwt) => pushIdentity(link, name, jwt),
    onStatus: (listener) => link.onStatus(listener),
    get connected() {
      return link.connected;
    },
    async close({ timeoutMs = defaultDrainMs } = {}) {
      drainMs = timeoutMs;
      await Promise.all([...open].map((part) => part.close()));
      await caller.close();
      await closeLink(link, timeoutMs);
    },
  };
}
