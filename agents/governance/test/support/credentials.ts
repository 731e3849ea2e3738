import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  digestOf,
  Freeze,
  newTraceParent,
  type GrantBody,
  type ToolArgs,
  type ToolCall,
  type ToolCallContext,
  type ToolOutput,
} from '@sremesh/contracts';
import { createKafkaClient, createWriteActions, type KafkaClient } from '@sremesh/kafka';
import { createGrantSigner, generateKeyPair } from '@sremesh/policy';
import { agentAcls, createTopic, startKafkaCluster, type KafkaCluster } from '@sremesh/sandbox';
import { startTestMesh } from '@sremesh/test/test-mesh';
import { pino } from 'pino';
import { connectAdmin, needsAdmin, principalOf } from '../../src/access/kafka-admin.ts';
import { ClusterTurn, CredentialRecord } from '../../src/access/records.ts';
import { GovernanceConfig } from '../../src/config.ts';
import type { GovernanceDeps } from '../../src/deps.ts';
import { createFreeze } from '../../src/freeze/freeze.ts';
import { GrantRecord } from '../../src/records.ts';
import { redeemGrant } from '../../src/tools/redeem-grant.ts';
import { releaseGrant } from '../../src/tools/release-grant.ts';

export type Redeemed = ToolOutput<'redeem_grant'>;
type Deps = Pick<
  GovernanceDeps,
  | 'grants'
  | 'credentials'
  | 'turns'
  | 'freeze'
  | 'kafka'
  | 'principal'
  | 'allowUnenforced'
  | 'due'
  | 'log'
  | 'signer'
  | 'grantTtlMs'
  | 'mode'
>;

/** The part of governance that makes and ends credentials, on a real NATS and a real Kafka. */
export interface Credentials {
  kafka: KafkaCluster;
  clusterId: string;
  /** The superuser's. */
  admin: KafkaClient;
  deps: Deps;
  /** Another replica's, with other settings. */
  replica(settings?: Record<string, string>): Deps;
  topic(): Promise<string>;
  /** A grant as `request_grant` records it. */
  grant(call: ToolCall, change?: Partial<GrantBody>): Promise<GrantRecord['grant']>;
  redeem(grantId: string, more?: Partial<ToolArgs<'redeem_grant'>>, deps?: Deps): Promise<Redeemed>;
  release(grantId: string, redeemed: Redeemed, workId?: string): Promise<{ released: boolean }>;
  /** The write actions with a credential; closed at the end. */
  actions(redeemed: Redeemed): ReturnType<typeof createWriteActions>;
  close(): Promise<void>;
}

const workId = 'the-handoff';
export const growth = (topic: string): ToolCall & { args: { topic: string } } => ({
  tool: 'set_topic_config',
  args: { topic, configs: { 'retention.ms': '600000' } },
});
export const election = (topic: string): ToolCall => ({
  tool: 'elect_leaders',
  args: { partitions: [{ topic, partition: 0 }] },
});

export async function startCredentials({ authorizer = true } = {}): Promise<Credentials> {
  const dir = await mkdtemp(join(tmpdir(), 'sremesh-credentials-'));
  const [nats, kafka] = await Promise.all([
    startTestMesh(),
    startKafkaCluster({ dir, users: agentAcls, authorizer }),
  ]);
  const brokers = kafka.bootstrapServers;
  const [mesh, records] = [await nats.connect('governance'), await nats.connectRecords()];
  const { clusterId } = await kafka.withAdmin((superuser) => superuser.describeCluster());
  const stopping = new AbortController();
  const closing: { close(): Promise<void> }[] = [];
  const keys = generateKeyPair();
  const replica: Credentials['replica'] = (settings = {}) => {
    const { username, password } = kafka.credentials('governance');
    const config = GovernanceConfig.parse({
      SREMESH_MODE: 'heal',
      ...nats.forGovernance(),
      SREMESH_GRANT_SIGNING_KEY: keys.seed,
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_ADMIN_USERNAME: username,
      KAFKA_ADMIN_PASSWORD: password,
      ...settings,
    });
    const log = pino({ level: 'silent' });
    const admin = needsAdmin(config)
      ? connectAdmin(config, { instance: mesh.instance, log, signal: stopping.signal })
      : null;
    if (admin !== null) closing.push(admin);
    return {
      grants: records.store('grants', GrantRecord),
      credentials: records.store('credentials', CredentialRecord),
      turns: records.store('credentials', ClusterTurn),
      freeze: createFreeze(mesh.store('freeze', Freeze)),
      kafka: admin,
      principal: principalOf(config),
      allowUnenforced: config.SREMESH_ALLOW_UNENFORCED,
      due: { at: Infinity },
      log,
      signer: createGrantSigner(keys.seed),
      grantTtlMs: 30_000,
      mode: config.SREMESH_MODE,
    };
  };
  const connect = (sasl: { mechanism: 'SCRAM-SHA-512'; username: string; password: string }): KafkaClient => {
    const client = createKafkaClient({ brokers, clientId: sasl.username, sasl });
    closing.push(client);
    return client;
  };
  const deps = replica();
  const context = (signal = new AbortController().signal): ToolCallContext => ({
    caller: 'action',
    tenant: 'default',
    traceparent: newTraceParent(),
    signal,
    progress: async () => undefined,
  });
  return {
    kafka,
    clusterId,
    admin: connect({ mechanism: 'SCRAM-SHA-512', ...kafka.admin }),
    deps,
    replica,
    async topic() {
      const topic = `topic-${randomBytes(5).toString('hex')}`;
      await kafka.withAdmin((superuser) => createTopic(superuser, { topic, numPartitions: 1 }));
      return topic;
    },
    async grant(call, change = {}) {
      const now = Date.now();
      const grant = deps.signer.sign({
        id: `grant-${randomBytes(10).toString('hex')}`,
        tenant: 'default',
        incident: 'inc-1',
        proposalDigest: digestOf('a change'),
        approvalId: null,
        step: 0,
        direction: 'forward',
        cluster: clusterId,
        tool: call.tool,
        argsDigest: digestOf(call.args),
        access: call.tool === 'elect_leaders' ? 'cluster' : 'resource',
        expectedPreState: {},
        epoch: (await deps.freeze.current()).epoch,
        issuedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 30_000).toISOString(),
        ...change,
      });
      await deps.grants.create(grant.id, { grant, call, traceparent: newTraceParent() });
      return grant;
    },
    redeem: (grantId, more = {}, by = deps) =>
      redeemGrant(by)({ grantId, workId, host: '127.0.0.1', ...more }, context()),
    release: (grantId, { credential }, by = workId) =>
      releaseGrant(deps)({ grantId, workId: by, username: credential?.username ?? '' }, context()),
    actions({ credential }) {
      if (credential === null) throw new Error('there is no credential');
      const { username, password } = credential;
      return createWriteActions({ client: connect({ mechanism: 'SCRAM-SHA-512', username, password }) });
    },
    async close() {
      stopping.abort();
      await Promise.all(closing.map((each) => each.close()));
      await nats.close();
      await kafka.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
