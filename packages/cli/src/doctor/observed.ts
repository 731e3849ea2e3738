import { MeshError } from '@sremesh/contracts';
import {
  createConnectClient,
  createDeclaredSource,
  createMetricsReader,
  createRegistryClient,
} from '@sremesh/kafka';
import { CliError } from '../cli-error.ts';
import { readConfig, type Environment } from '../up/config.ts';

/** What perception reads besides Kafka: each is optional, and without it some causes are not seen. */
export const checkMetrics = (env: Environment): Promise<string> =>
  observed(
    env,
    'KAFKA_METRICS_URLS',
    'throttling, refused logins and refused requests are not seen',
    async (urls) => {
      const brokers = await createMetricsReader(urls).read();
      return `${brokers.length} of ${urls.split(',').length} endpoints answer`;
    },
  );

export const checkConnect = (env: Environment): Promise<string> =>
  observed(env, 'KAFKA_CONNECT_URL', 'connectors are not seen', async (url) => {
    const connectors = await createConnectClient(url).connectors();
    return `answers, ${connectors.length} connectors`;
  });

export const checkRegistry = (env: Environment): Promise<string> =>
  observed(env, 'SCHEMA_REGISTRY_URL', 'schemas are not seen', async (url) => {
    const subjects = await createRegistryClient(url).subjects();
    return `answers, ${subjects.length} subjects`;
  });

export const checkDeclared = (env: Environment): Promise<string> =>
  observed(env, 'KAFKA_DECLARED_CONFIG', 'drift is not seen', async (path) => {
    const { topics, brokers } = await createDeclaredSource(path).read();
    return `declares ${topics.size} topics and ${brokers.size} brokers`;
  });

type Observed = 'KAFKA_METRICS_URLS' | 'KAFKA_CONNECT_URL' | 'SCHEMA_REGISTRY_URL' | 'KAFKA_DECLARED_CONFIG';

async function observed(
  env: Environment,
  name: Observed,
  without: string,
  look: (value: string) => Promise<string>,
): Promise<string> {
  const value = readConfig(env)[name];
  if (value === undefined) return `${name} is not set: ${without}`;
  try {
    return await look(value);
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    const { message, remedy } = error;
    throw new CliError(message, remedy === undefined ? {} : { remedy });
  }
}
