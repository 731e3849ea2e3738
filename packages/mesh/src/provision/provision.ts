import {
  agentRoles,
  auditConsumer,
  streams,
  subjects,
  tools,
  workConsumer,
  type ToolContract,
} from '@sremesh/contracts';
import { AckPolicy, DeliverPolicy, nanos, NatsError, ReplayPolicy, type JetStreamManager } from 'nats';
import { silentLog, type Log } from '../log.ts';
import { toMeshError } from '../nats/errors.ts';
import { openLink, type NatsAuth } from '../nats/link.ts';
import { workTiming } from '../work/timing.ts';
import { meshStreams, recordsStreams, type Wanted } from './wanted.ts';

export interface ProvisionOptions {
  servers: string | string[];
  /** The provisioner in the account of the agents, and in that of governance's records. */
  auth: { mesh: NatsAuth; records: NatsAuth };
  log?: Log;
  /** Copies of each stream, for a cluster of servers; default 1. */
  replicas?: number;
}

const streamNotFound = 10_059;

/**
 * Makes or updates the streams, buckets and consumers that the contracts name, in both accounts. Safe to run again and
 * beside running agents. Throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED, MESH_PERMISSION_DENIED.
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  const { auth, replicas = 1 } = options;
  await provisioning(options, auth.mesh, async (manager) => {
    for (const wanted of meshStreams) await makeStream(manager, wanted, replicas);
    for (const role of agentRoles.filter(takesWork))
      await makeConsumer(manager, streams.work.name, workConsumer(role), subjects.work('*', role, '*'));
    await makeConsumer(manager, streams.audit.name, auditConsumer, subjects.audit('*', '*', '*'));
  });
  await provisioning(options, auth.records, async (manager) => {
    for (const wanted of recordsStreams) await makeStream(manager, wanted, replicas);
  });
}

async function provisioning(
  { servers, log = silentLog }: ProvisionOptions,
  auth: NatsAuth,
  make: (manager: JetStreamManager) => Promise<void>,
): Promise<void> {
  const identity = { role: 'provisioner', instance: 'provisioner' };
  const link = await openLink({ ...identity, servers, auth, log, connectWithinMs: 10_000 });
  try {
    await make(await link.connection.jetstreamManager({ timeout: 5000 }));
  } catch (error) {
    throw toMeshError(error, 'provisioning JetStream');
  } finally {
    await link.connection.close();
  }
}

const takesWork = (role: string): boolean =>
  Object.values<ToolContract>(tools).some((tool) => tool.server === role && tool.delivery === 'work');

async function makeStream(manager: JetStreamManager, stream: Wanted, replicas: number): Promise<void> {
  const wanted = { ...stream, num_replicas: replicas };
  try {
    await manager.streams.update(wanted.name, wanted);
  } catch (error) {
    if (!(error instanceof NatsError) || error.api_error?.err_code !== streamNotFound) throw error;
    await manager.streams.add(wanted);
  }
}

async function makeConsumer(
  manager: JetStreamManager,
  stream: string,
  name: string,
  filter: string,
): Promise<void> {
  await manager.consumers.add(stream, {
    durable_name: name,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(workTiming.ackWaitMs),
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_deliver: -1,
    max_ack_pending: 10_000,
  });
}
