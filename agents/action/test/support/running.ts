import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent, AgentContext } from '@sremesh/agent';
import {
  digestOf,
  newTraceParent,
  type Grant,
  type GrantBody,
  type IncidentEvent,
  type ToolInput,
} from '@sremesh/contracts';
import { createKafkaClient } from '@sremesh/kafka';
import type { Mesh } from '@sremesh/mesh';
import { createGrantSigner, generateKeyPair, type RawKeyPair } from '@sremesh/policy';
import { agentAcls, startKafkaCluster, type KafkaCluster } from '@sremesh/sandbox';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createAction } from '../../src/action.ts';
import { ActionConfig } from '../../src/config.ts';
import { createGrantDesk, type GrantDesk } from './grant-desk.ts';
import { until } from '@sremesh/test/until';
import { startTestMesh, type TestMesh } from '@sremesh/test/test-mesh';

export type Resume = NonNullable<ToolInput<'advance_incident'>['resume']>;

/** The action agent at work on a real NATS and a real Kafka, and the agents around it as connections of the test. */
export interface Running {
  nats: TestMesh;
  kafka: KafkaCluster;
  cluster: string;
  keys: RawKeyPair;
  /** The mesh of the running agent. */
  mesh: Mesh;
  config: ActionConfig;
  governance: Mesh;
  desk: GrantDesk;
  events(incident: string): Promise<IncidentEvent[]>;
  /** What reasoning was resumed with, once there are so many. */
  resumed(incident: string, count?: number): Promise<Resume[]>;
  close(): Promise<void>;
}

export async function startRunning(): Promise<Running> {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-action-kafka-'));
  const [nats, kafka] = await Promise.all([
    startTestMesh(),
    startKafkaCluster({ dir, users: { governance: agentAcls.governance } }),
  ]);
  const keys = generateKeyPair();
  const admin = createKafkaClient({
    brokers: kafka.bootstrapServers,
    clientId: 'desk',
    sasl: { mechanism: 'SCRAM-SHA-512', ...kafka.credentials('governance') },
  });
  const desk = createGrantDesk(admin);
  const config = ActionConfig.parse({
    KAFKA_BROKERS: kafka.bootstrapServers.join(','),
    SREMESH_GRANT_PUBLIC_KEY: keys.publicKey,
  });
  const [governance, reasoning, gateway, mesh] = await Promise.all(
    (['governance', 'reasoning', 'gateway', 'action'] as const).map((role) => nats.connect(role)),
  );
  if (governance === undefined || reasoning === undefined || gateway === undefined || mesh === undefined)
    throw new Error('not connected');
  await governance.serve(desk.handlers);
  const seen: { incident: string; resume: Resume }[] = [];
  await reasoning.work({
    advance_incident: async ({ incident, resume }) => void (resume && seen.push({ incident, resume })),
  });
  const stopping = new AbortController();
  const agent = await startAgent(mesh, config, stopping.signal);
  const working = await mesh.work(agent.work ?? {}, {
    ...(agent.onDeadLetter && { onDeadLetter: agent.onDeadLetter }),
  });
  const { clusterId } = await kafka.withAdmin((superuser) => superuser.describeCluster());
  return {
    nats,
    kafka,
    cluster: clusterId,
    keys,
    mesh,
    config,
    governance,
    desk,
    async events(incident) {
      const found: IncidentEvent[] = [];
      const { signal } = new AbortController();
      for await (const { event } of gateway.events({ signal, incident, follow: false })) found.push(event);
      return found;
    },
    resumed: (incident, count = 1) =>
      until(`${count} outcomes of ${incident}`, () => {
        const mine = seen.filter((one) => one.incident === incident);
        return mine.length >= count ? mine.map(({ resume }) => resume) : undefined;
      }),
    async close() {
      stopping.abort();
      await working.close();
      await agent.close?.();
      await admin.close();
      await nats.close();
      await kafka.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function startAgent(mesh: Mesh, config: ActionConfig, signal: AbortSignal): Promise<Agent> {
  const context: AgentContext<ActionConfig> = {
    role: 'action',
    instance: mesh.instance,
    config,
    mesh,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
    signal,
  };
  return createAction(context);
}

export const newIncident = (): string => `inc-${randomBytes(6).toString('hex')}`;

/** Growing the topic's retention, from what `createTopic` set. */
export const growth = (topic: string, to = '600000') => ({ topic, configs: { 'retention.ms': to } });

/** A grant as governance signs it for that growth, or with other fields. */
export function grantFor(
  running: Running,
  incident: string,
  args: object,
  change: Partial<GrantBody> = {},
): Grant {
  const now = Date.now();
  const grant = createGrantSigner(running.keys.seed).sign({
    id: `grant-${randomBytes(10).toString('hex')}`,
    tenant: 'default',
    incident,
    proposalDigest: digestOf('a change'),
    approvalId: 'appr-1',
    step: 0,
    direction: 'forward',
    cluster: running.cluster,
    tool: 'set_topic_config',
    access: 'resource',
    argsDigest: digestOf(args),
    expectedPreState: { 'retention.ms': '60000' },
    epoch: 0,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 30_000).toISOString(),
    ...change,
  });
  if (grant.argsDigest === digestOf(args)) running.desk.know(grant, args);
  return grant;
}

/** Hands a step over as governance does; `id` names another handoff than governance would. */
export const handOver = (
  running: Running,
  incident: string,
  args: ReturnType<typeof growth>,
  grant: { id?: string } | undefined,
  id = `${incident}:${grant?.id ?? 'grant-none'}`,
): Promise<void> =>
  running.governance.handOff(
    'set_topic_config',
    args,
    { tenant: 'default', incident, traceparent: newTraceParent() },
    { id, grant },
  );
