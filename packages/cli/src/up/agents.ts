import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  agentRoles,
  agentSpec,
  type AgentRole,
  type Approver,
  type SecretName,
  type TokenRecord,
} from '@sremesh/contracts';
import {
  generateNKey,
  mintEnrolment,
  type GovernanceKeys,
  type Issuer,
  type RawKeyPair,
} from '@sremesh/policy';
import type { Home } from '../home.ts';
import { shippedRunbooks } from './bundle.ts';
import type { UpConfig } from './config.ts';
import type { ProcessSpec } from './supervise.ts';

/** Where things are that the agents connect to, and who they are there. */
export interface Surroundings {
  natsUrl: string;
  /** What governance signs identities with. */
  governanceKeys: GovernanceKeys;
  /** What signs the credentials with which new processes ask for theirs. */
  enrolKey: Issuer;
  kafka: { brokers: string; saslMechanism: string; ssl: boolean };
  /** What perception reads besides Kafka, by the environment's names. */
  observed: Partial<Record<ObservedName, string>>;
  kafkaUsers: Partial<Record<'READ' | 'ADMIN', { username: string; password: string }>>;
}

export const observedNames = [
  'KAFKA_METRICS_URLS',
  'KAFKA_CONNECT_URL',
  'SCHEMA_REGISTRY_URL',
  'KAFKA_DECLARED_CONFIG',
] as const;
export type ObservedName = (typeof observedNames)[number];

export interface AgentsOptions {
  config: UpConfig;
  home: Home;
  surroundings: Surroundings;
  grantKeys: RawKeyPair;
  auditKeys: RawKeyPair;
  tokens: readonly TokenRecord[];
  approvers: readonly Approver[];
  gatewayPort: number;
  /** Where the program of each agent is. */
  programOf: (role: AgentRole) => string;
}

/** What it holds grows with the cluster: left to itself, V8 lets garbage take as much again, and more. */
const largeHeap = ['--heap-growing-percent=30'];

/** How each agent of the agents table is run: its program, an environment of only what it needs, and its secrets. */
export const agentProcesses = (options: AgentsOptions): ProcessSpec[] =>
  agentRoles.map((role) => ({
    name: role,
    command: process.execPath,
    args: [
      '--max-semi-space-size=1',
      ...(agentSpec(role).preferSmallMemory ? ['--optimize-for-size'] : []),
      ...(role === 'perception' ? largeHeap : []),
      options.programOf(role),
    ],
    env: {
      ...environmentOf(role, options),
      NODE_COMPILE_CACHE: options.home.compileCache,
      MALLOC_ARENA_MAX: '2',
    },
    secrets: () => ({ ...secretsOf(role, options), ...enrolmentOf(role, options) }),
    logFile: logFileOf(options.home, role),
  }));

export const logFileOf = (home: Home, role: string): string => join(home.logs, `${role}.log`);

/** Each start begins a new log; the one before is kept beside it. */
export async function putLogsAside(home: Home): Promise<void> {
  for (const role of agentRoles) {
    const file = logFileOf(home, role);
    if (existsSync(file)) await rename(file, `${file}.1`);
  }
}

function environmentOf(
  role: AgentRole,
  { config, home, surroundings, grantKeys, gatewayPort }: AgentsOptions,
) {
  const { kafka, natsUrl } = surroundings;
  return {
    NODE_ENV: 'production',
    NATS_URL: natsUrl,
    SREMESH_TENANT: config.SREMESH_TENANT,
    SREMESH_HOST: config.SREMESH_HOST,
    SREMESH_MODE: config.SREMESH_MODE,
    SREMESH_GRANT_PUBLIC_KEY: grantKeys.publicKey,
    LOG_LEVEL: config.LOG_LEVEL,
    ...(agentSpec(role).reachesKafka
      ? {
          KAFKA_BROKERS: kafka.brokers,
          KAFKA_SASL_MECHANISM: kafka.saslMechanism,
          KAFKA_SSL: String(kafka.ssl),
          SREMESH_ALLOW_UNENFORCED: String(config.SREMESH_ALLOW_UNENFORCED),
          ...(config.SREMESH_KAFKA_CLIENT_HOST === undefined
            ? {}
            : { SREMESH_KAFKA_CLIENT_HOST: config.SREMESH_KAFKA_CLIENT_HOST }),
        }
      : {}),
    ...(role === 'learning'
      ? { SREMESH_RUNBOOKS_DIR: resolve(config.SREMESH_RUNBOOKS_DIR ?? shippedRunbooks) }
      : {}),
    ...(role === 'perception' ? surroundings.observed : {}),
    ...(role === 'governance'
      ? { SREMESH_POLICY_DIR: config.SREMESH_POLICY_DIR ?? home.policies, ...witnessOf(config) }
      : {}),
    ...(role === 'gateway'
      ? {
          SREMESH_PORT: String(gatewayPort),
          ...(config.SREMESH_ALLOWED_HOSTS === undefined
            ? {}
            : { SREMESH_ALLOWED_HOSTS: config.SREMESH_ALLOWED_HOSTS }),
        }
      : {}),
  };
}

const witnessOf = ({
  SREMESH_AUDIT_WITNESS_FILE: file,
  SREMESH_AUDIT_WITNESS_COMMAND: command,
}: UpConfig) => ({
  ...(file === undefined ? {} : { SREMESH_AUDIT_WITNESS_FILE: resolve(file) }),
  ...(command === undefined ? {} : { SREMESH_AUDIT_WITNESS_COMMAND: command }),
});

function secretsOf(
  role: AgentRole,
  { surroundings, grantKeys, auditKeys, tokens, approvers }: AgentsOptions,
): Record<string, string> {
  const { READ, ADMIN } = surroundings.kafkaUsers;
  const all: Record<SecretName, string | undefined> = {
    KAFKA_READ_USERNAME: READ?.username,
    KAFKA_READ_PASSWORD: READ?.password,
    KAFKA_ADMIN_USERNAME: ADMIN?.username,
    KAFKA_ADMIN_PASSWORD: ADMIN?.password,
    SREMESH_NATS_KEYS: JSON.stringify(surroundings.governanceKeys),
    SREMESH_GRANT_SIGNING_KEY: grantKeys.seed,
    SREMESH_AUDIT_SIGNING_KEY: auditKeys.seed,
    SREMESH_APPROVERS: JSON.stringify(approvers),
    SREMESH_TOKENS: JSON.stringify(tokens),
  };
  const own = agentSpec(role).secrets.flatMap((name): [string, string][] => {
    const value = all[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(own);
}

const enrolmentLifeSeconds = 60;

/** With what a new process asks governance for its identity, once; governance makes its own. */
function enrolmentOf(role: AgentRole, { config, surroundings }: AgentsOptions): Record<string, string> {
  if (role === 'governance') return {};
  const { publicKey, seed } = generateNKey('U');
  const request = { role, tenants: [config.SREMESH_TENANT], publicKey, lifeSeconds: enrolmentLifeSeconds };
  return { SREMESH_ENROLMENT: JSON.stringify({ jwt: mintEnrolment(surroundings.enrolKey, request), seed }) };
}
