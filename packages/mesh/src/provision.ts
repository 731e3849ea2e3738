import {
  agentRoles,
  auditConsumer,
  buckets,
  jetStreamApi,
  streams,
  subjects,
  tools,
  workConsumer,
  type Bucket,
  type ToolContract,
} from '@sremesh/contracts';
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  NatsError,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from 'nats';
import { silentLog, type Log } from './log.ts';
import { toMeshError } from './nats/errors.ts';
import { openLink, type NatsAuth } from './nats/link.ts';
import { workTiming } from './work/timing.ts';

export interface ProvisionOptions {
  servers: string | string[];
  /** An identity that may manage streams and consumers; no agent's. */
  auth: NatsAuth;
  log?: Log;
  /** Copies of each stream, for a cluster of servers; default 1. */
  replicas?: number;
}

const mebibyte = 1024 * 1024;
const dayMs = 86_400_000;
const streamNotFound = 10_059;

/** Buckets whose records go by themselves. */
const keptForMs: Partial<Record<Bucket, number>> = {
  // A checkpoint serves its incident while it lasts; what the incident was stays in the event log.
  checkpoints: 30 * dayMs,
  challenges: 600_000,
};

type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] };

/** What JetStream must hold for the mesh: its streams, and one per bucket. A full one refuses what is new. */
const wantedStreams = (replicas: number): Wanted[] => {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(120_000),
    num_replicas: replicas,
  };
  const { events, work, dead, audit } = streams;
  return [
    {
      ...common,
      name: events.name,
      subjects: [...events.subjects],
      max_bytes: 512 * mebibyte,
      allow_direct: true,
      deny_delete: true,
      deny_purge: true,
      republish: { src: subjects.event('*', '*', '*'), dest: events.republishTo, headers_only: true },
    },
    {
      ...common,
      name: work.name,
      subjects: [...work.subjects],
      retention: RetentionPolicy.Workqueue,
      max_bytes: 64 * mebibyte,
      max_msgs: 100_000,
    },
    {
      ...common,
      name: audit.name,
      subjects: [...audit.subjects],
      retention: RetentionPolicy.Workqueue,
      max_bytes: 256 * mebibyte,
    },
    { ...common, name: dead.name, subjects: [...dead.subjects], max_bytes: 64 * mebibyte },
    ...buckets.map((bucket) => ({
      ...common,
      name: jetStreamApi.bucketStream(bucket),
      subjects: [jetStreamApi.bucketKeys(bucket)],
      max_msgs_per_subject: 1,
      max_bytes: (bucket === 'checkpoints' || bucket === 'evidence' ? 256 : 64) * mebibyte,
      max_age: nanos(keptForMs[bucket] ?? 0),
      allow_direct: true,
      allow_rollup_hdrs: true,
      deny_delete: true,
    })),
  ];
};

/**
 * Makes or updates the streams, buckets and consumers that the contracts name. Safe to run again and beside running
 * agents. Throws MESH_NATS_UNREACHABLE, MESH_NATS_REFUSED, MESH_PERMISSION_DENIED.
 */
export async function provision(options: ProvisionOptions): Promise<void> {
  const { servers, auth, log = silentLog, replicas = 1 } = options;
  const link = await openLink({
    servers,
    auth,
    log,
    role: 'up',
    instance: 'provision',
    connectWithinMs: 10_000,
  });
  try {
    const manager = await link.connection.jetstreamManager({ timeout: 5000 });
    for (const wanted of wantedStreams(replicas)) await makeStream(manager, wanted);
    for (const role of agentRoles.filter(takesWork))
      await makeConsumer(manager, streams.work.name, workConsumer(role), subjects.work('*', role, '*'));
    await makeConsumer(manager, streams.audit.name, auditConsumer, subjects.audit('*', '*', '*'));
  } catch (error) {
    throw toMeshError(error, 'provisioning JetStream');
  } finally {
    await link.connection.close();
  }
}

const takesWork = (role: string): boolean =>
  Object.values<ToolContract>(tools).some((tool) => tool.server === role && tool.delivery === 'work');

async function makeStream(manager: JetStreamManager, wanted: Wanted): Promise<void> {
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
