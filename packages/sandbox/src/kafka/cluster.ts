/**
 * A real three-node KRaft cluster on loopback.
 *
 * Invariants:
 * 1. Every listener asks who is there: clients by SCRAM-SHA-512, brokers and controllers among themselves by PLAIN
 *    with a password that no user has. Nobody is a superuser but the brokers and `admin`.
 * 2. Every cluster has new passwords. They are in files of mode 0600 and in memory, in no command line.
 * 3. A node keeps its ports and its data over `stop`/`kill` and `start`. The cluster itself starts empty each time:
 *    what an earlier one left in `dir` is removed.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateKafka } from '@sremesh/bootstrap';
import type { Admin } from 'kafkajs';
import { freePorts } from '../process/free-ports.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { KafkaAcl } from './acls.ts';
import { grantAcls, kafkaClient, type KafkaCredentials } from './admin.ts';
import { adminUser, brokerConfig, type NodePorts } from './broker-config.ts';
import { writeLogConfig } from './java.ts';
import {
  startExtraBroker,
  type ExtraBroker,
  type ExtraBrokerContext,
  type ExtraBrokerOptions,
} from './extra-broker.ts';
import { createNode, type KafkaNode } from './node.ts';
import { formatStorage } from './storage.ts';

export interface KafkaClusterOptions {
  /** Of this cluster alone; what it holds from an earlier one is removed. */
  dir: string;
  /** SCRAM users to make, beside `admin`, with their rights. */
  users: Readonly<Record<string, readonly KafkaAcl[]>>;
  /** Whether Kafka checks rights; default true. Without, the rights of `users` are nothing it would know. */
  authorizer?: boolean;
  /** Whether the brokers tell their metrics, where this computer has the exporter; default false: it costs a second of their start. */
  metrics?: boolean;
}

export interface KafkaCluster {
  /** As Kafka calls itself. */
  readonly clusterId: string;
  /** `host:port` of the client listeners. */
  readonly bootstrapServers: readonly string[];
  readonly nodes: readonly KafkaNode[];
  /** Of the nodes, Prometheus text; empty where they do not tell any. */
  readonly metricsUrls: readonly string[];
  /** The superuser's. */
  readonly admin: KafkaCredentials;
  /** Of a user named at the start; throws for any other. */
  credentials(user: string): KafkaCredentials;
  /** Runs `use` with a connected admin client of the superuser. */
  withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T>;
  /** Starts a broker beside the nodes, for a while; there is one at most. `stop` ends it, too. */
  addBroker(options?: ExtraBrokerOptions): Promise<ExtraBroker>;
  /** Ends all nodes at once. Without mercy, since nothing of a sandbox is kept, and nodes that stop together cannot hand over. */
  stop(): Promise<void>;
}

const nodeIds = [1, 2, 3] as const;

/** Starts the cluster; resolves when all nodes serve and the users can log in with their rights. */
export async function startKafkaCluster({
  dir,
  users,
  authorizer = true,
  metrics = false,
}: KafkaClusterOptions): Promise<KafkaCluster> {
  const passwords = new Map([adminUser, ...Object.keys(users)].map((user) => [user, secret()]));
  const { nodes, context } = await prepare(dir, passwords, { authorizer, metrics });
  const credentials = (username: string): KafkaCredentials => {
    const password = passwords.get(username);
    if (password === undefined) throw new Error(`the sandbox's Kafka has no user ${username}`);
    return { username, password };
  };
  const bootstrapServers = nodes.map(({ ports }) => `127.0.0.1:${ports.client}`);
  const metricsUrls = nodes.flatMap((node) => node.metricsUrl ?? []);
  const admin = credentials(adminUser);
  let extra: ExtraBroker | undefined;
  const addBroker: KafkaCluster['addBroker'] = async (options = {}) => {
    if (extra?.running === true) throw new Error(`broker ${extra.id} was added already`);
    return (extra = await startExtraBroker({ nodes, admin }, context, options));
  };
  const stop = async () => {
    await Promise.all([...nodes, ...(extra === undefined ? [] : [extra])].map((node) => node.kill()));
  };
  const withAdmin: KafkaCluster['withAdmin'] = async (use) => {
    const client = kafkaClient(bootstrapServers, admin).admin();
    try {
      await client.connect();
      return await use(client);
    } finally {
      await client.disconnect();
    }
  };

  let clusterId: string;
  try {
    await allSettledOrThrow(nodes.map((node) => node.start()));
    clusterId = await withAdmin(async (client) => {
      const patience = { what: 'all Kafka brokers registered', timeoutMs: 20_000 };
      const described = await waitUntil(patience, async () => {
        const now = await client.describeCluster();
        return now.brokers.length === nodes.length && now;
      });
      for (const [user, acls] of Object.entries(users)) {
        if (authorizer && acls.length > 0) await grantAcls(client, user, acls);
      }
      await groupsAreServed(client);
      return described.clusterId;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { clusterId, bootstrapServers, nodes, metricsUrls, admin, credentials, withAdmin, addBroker, stop };
}

async function prepare(
  dir: string,
  passwords: ReadonlyMap<string, string>,
  { authorizer, metrics }: { authorizer: boolean; metrics: boolean },
): Promise<{ nodes: KafkaNode[]; context: ExtraBrokerContext }> {
  const tools = locateKafka();
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const ports = await nodePorts(metrics && tools.jmxExporter !== undefined);
  const layout = { ports, brokerPassword: secret(), authorizer };
  const logConfigFile = join(dir, 'log4j2.properties');
  await writeLogConfig(logConfigFile);

  const node = async (id: number) => {
    const home = join(dir, `node-${id}`);
    await rm(home, { recursive: true, force: true });
    await mkdir(home, { mode: 0o700 });
    const storage = { id, configFile: join(home, 'server.properties'), dataDir: join(home, 'data') };
    await writeFile(storage.configFile, brokerConfig(id, storage.dataDir, layout), { mode: 0o600 });
    return storage;
  };
  const [one, two, three] = nodeIds;
  const storages = [await node(one), await node(two), await node(three)] as const;
  await formatStorage(storages, { tools, dir, logConfigFile, passwords });
  const nodes = storages.map(({ id, configFile, dataDir }, index) => {
    const mine = ports[index];
    if (mine === undefined) throw new Error(`node ${id} has no ports`);
    const logFile = join(dir, `node-${id}`, 'server.log');
    return createNode({ tools, id, ports: mine, dataDir, configFile, logFile, logConfigFile });
  });
  return { nodes, context: { tools, dir, layout, logConfigFile } };
}

async function nodePorts(withMetrics: boolean): Promise<NodePorts[]> {
  const free = (await freePorts(nodeIds.length * 4)).values();
  const next = (): number => free.next().value ?? 0;
  return nodeIds.map(() => ({
    client: next(),
    internal: next(),
    controller: next(),
    ...(withMetrics ? { metrics: next() } : {}),
  }));
}

/** The first question about a group makes Kafka create the topic that groups live in; until then it refuses. */
const groupsAreServed = (admin: Admin): Promise<unknown> =>
  waitUntil({ what: 'group coordinators', timeoutMs: 20_000 }, () =>
    admin.fetchOffsets({ groupId: 'sandbox' }),
  );

/** So that a failure leaves nothing starting behind our back. */
async function allSettledOrThrow(starts: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

const secret = (): string => randomBytes(24).toString('base64url');
