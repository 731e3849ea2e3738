import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { provision } from '@sremesh/mesh';
import {
  generateNKey,
  governanceKeys,
  mintProvisioner,
  operatorConfig,
  type NatsTrust,
} from '@sremesh/policy';
import {
  agentAcls,
  startNatsServer,
  startSandbox as startRealSandbox,
  type Sandbox,
  type Service,
} from '@sremesh/sandbox';
import { CliError } from '../cli-error.ts';
import type { Home } from '../home.ts';
import { keptTrust } from '../keys/kept-trust.ts';
import { observedNames, type ObservedName, type Surroundings } from './agents.ts';
import type { UpConfig } from './config.ts';
import type { Progress } from './progress.ts';

export type StartSandbox = typeof startRealSandbox;

export interface InfrastructureOptions {
  config: UpConfig;
  home: Home;
  progress: Progress;
  /** What has to be stopped again is put here. */
  stack: AsyncDisposableStack;
  startSandbox?: StartSandbox | undefined;
  /** What to start beside the sandbox's Kafka. */
  services?: readonly Service[] | undefined;
}

export interface Infrastructure {
  surroundings: Surroundings;
  /** Only where nothing of the user's is attached. */
  sandbox: Sandbox | undefined;
}

/** NATS with its streams, and Kafka: started here, or the user's. */
export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { config, home, progress } = options;
  const trust = await keptTrust(home);
  const { natsUrl, sandbox } = config.sandboxed
    ? await sandboxed(options, trust)
    : await attached(options, trust);
  const from = performance.now();
  await provisionStreams(natsUrl, trust, config);
  progress.done('streams', performance.now() - from);
  return {
    surroundings: {
      natsUrl,
      ...keysFrom(trust),
      ...kafkaOf(config, sandbox),
      observed: observedBy(config, sandbox),
    },
    sandbox,
  };
}

async function sandboxed(
  { home, progress, stack, startSandbox = startRealSandbox, services = [] }: InfrastructureOptions,
  trust: NatsTrust,
) {
  // Its Kafka begins empty, so incidents of an earlier one have nothing left to heal.
  await rm(home.sandbox, { recursive: true, force: true });
  progress.begin('starting NATS and a three-broker Kafka, with real producers and consumers');
  const sandbox = await startSandbox({
    dir: home.sandbox,
    natsAuthorization: operatorConfig(trust, { resolverDir: join(home.sandbox, 'nats', 'accounts') }),
    kafkaUsers: agentAcls,
    services,
    onProgress: (part, tookMs) => progress.done(part, tookMs),
  });
  stack.defer(() => sandbox.stop());
  return { natsUrl: sandbox.nats.url, sandbox };
}

async function attached({ config, home, progress, stack }: InfrastructureOptions, trust: NatsTrust) {
  if (config.NATS_URL !== undefined) return { natsUrl: config.NATS_URL, sandbox: undefined };
  const from = performance.now();
  const nats = await startNatsServer({
    storeDir: home.nats,
    authorization: operatorConfig(trust, { resolverDir: join(home.nats, 'accounts') }),
    logFile: join(home.logs, 'nats.log'),
  });
  stack.defer(() => nats.stop());
  progress.done('NATS', performance.now() - from);
  return { natsUrl: nats.url, sandbox: undefined };
}

/** Of all keys, what the agents and their supervisor need from now on. */
const keysFrom = (trust: NatsTrust): Pick<Surroundings, 'governanceKeys' | 'enrolKey'> => ({
  governanceKeys: governanceKeys(trust),
  enrolKey: { account: trust.mesh.account, signing: trust.mesh.signing.enrol },
});

const provisionerLifeSeconds = 300;

async function provisionStreams(natsUrl: string, trust: NatsTrust, config: UpConfig): Promise<void> {
  const { seed, publicKey } = generateNKey('U');
  const jwts = mintProvisioner(trust, { publicKey, lifeSeconds: provisionerLifeSeconds });
  const auth = { mesh: { seed, jwt: () => jwts.mesh }, records: { seed, jwt: () => jwts.records } };
  try {
    await provision({ servers: natsUrl.split(','), auth });
  } catch (error) {
    const refused = error instanceof MeshError && error.code !== 'MESH_NATS_UNREACHABLE';
    const remedy =
      config.NATS_URL !== undefined && refused
        ? 'Put what `sremesh nats-config` prints into the configuration of that NATS server, with JetStream on, and reload it.'
        : error instanceof MeshError
          ? error.remedy
          : undefined;
    throw new CliError(errorMessage(error), { cause: error, ...(remedy === undefined ? {} : { remedy }) });
  }
}

/** What the user names, else what the sandbox has. */
function observedBy(config: UpConfig, sandbox: Sandbox | undefined): Surroundings['observed'] {
  const metricsUrls = sandbox?.kafka.metricsUrls ?? [];
  const own: Record<ObservedName, string | undefined> = {
    KAFKA_METRICS_URLS: metricsUrls.length > 0 ? metricsUrls.join(',') : undefined,
    KAFKA_CONNECT_URL: sandbox?.connect?.url,
    SCHEMA_REGISTRY_URL: sandbox?.registry?.url,
    KAFKA_DECLARED_CONFIG: sandbox?.declared.file,
  };
  return Object.fromEntries(
    observedNames.flatMap((name) => {
      const value = config[name] ?? own[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function kafkaOf(config: UpConfig, sandbox: Sandbox | undefined): Pick<Surroundings, 'kafka' | 'kafkaUsers'> {
  if (sandbox !== undefined) {
    const { kafka } = sandbox;
    return {
      kafka: { brokers: kafka.bootstrapServers.join(','), saslMechanism: 'SCRAM-SHA-512', ssl: false },
      kafkaUsers: { READ: kafka.credentials('perception'), ADMIN: kafka.credentials('governance') },
    };
  }
  const READ = user(config.KAFKA_READ_USERNAME, config.KAFKA_READ_PASSWORD);
  const ADMIN = user(config.KAFKA_ADMIN_USERNAME, config.KAFKA_ADMIN_PASSWORD);
  return {
    kafka: {
      brokers: config.KAFKA_BROKERS ?? '',
      saslMechanism: config.KAFKA_SASL_MECHANISM,
      ssl: config.KAFKA_SSL,
    },
    kafkaUsers: { ...(READ && { READ }), ...(ADMIN && { ADMIN }) },
  };
}

const user = (username: string | undefined, password: string | undefined) =>
  username === undefined || password === undefined ? undefined : { username, password };
