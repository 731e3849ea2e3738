import type { Environment } from '../up/config.ts';
import { checkAgents, checkApi } from './mesh.ts';
import { checkFiles } from './files.ts';
import { checkKafkaAccess } from './kafka-access.ts';
import { checkConnect, checkDeclared, checkMetrics, checkRegistry } from './observed.ts';
import { checkKafka, checkNats } from './servers.ts';
import { checkEnvironment, checkJava, checkKafkaJars, checkNatsServer, checkNode } from './tools.ts';

/** What one check found. */
export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

export interface Check {
  name: string;
  /** Resolves to what is right; throws what is wrong, with the remedy. */
  check: (env: Environment) => Promise<string> | string;
}

/** In the order they are shown: what is needed first comes first. */
export const checks: readonly Check[] = [
  { name: 'node', check: checkNode },
  { name: 'environment', check: checkEnvironment },
  { name: 'java', check: checkJava },
  { name: 'nats-server', check: checkNatsServer },
  { name: 'kafka', check: checkKafkaJars },
  { name: 'files', check: checkFiles },
  { name: 'NATS', check: checkNats },
  { name: 'Kafka', check: checkKafka },
  { name: 'credentials', check: checkKafkaAccess },
  { name: 'metrics', check: checkMetrics },
  { name: 'connect', check: checkConnect },
  { name: 'registry', check: checkRegistry },
  { name: 'declared', check: checkDeclared },
  { name: 'API', check: checkApi },
  { name: 'agents', check: checkAgents },
];
