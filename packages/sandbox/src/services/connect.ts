import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { locateKafka, obtainConnectFile } from '@sremesh/bootstrap';
import type { KafkaAcl } from '../kafka/acls.ts';
import { grantAcls } from '../kafka/admin.ts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { javaArgs, writeLogConfig } from '../kafka/java.ts';
import { createTopic } from '../kafka/topics.ts';
import { freePorts } from '../process/free-ports.ts';
import { untilReady } from '../process/ready.ts';
import { plainEnvironment, spawnTethered } from '../process/tethered.ts';
import { connectGroup, internalTopics, workerConfig } from './connect-config.ts';
import type { Running } from './running.ts';

/** The Kafka user of the worker and of all its connectors; it has to be among the cluster's users. */
export const connectUser = 'sandbox-connect';

/** A worker of Kafka Connect, in distributed mode, that is the only one of its cluster. */
export interface ConnectWorker extends Running {
  /** Of its REST API. */
  readonly url: string;
  /** A directory for the files of connectors. */
  readonly filesDir: string;
}

export interface ConnectOptions {
  kafka: KafkaCluster;
  dir: string;
  logFile: string;
}

const readyWithinMs = 60_000;
const heapMb = 256;
const stopWithinMs = 5000;

/** Starts the worker; resolves when its REST API answers for it. Fetches its connectors where they are not there. */
export async function startConnect({ kafka, dir, logFile }: ConnectOptions): Promise<ConnectWorker> {
  const connectors = await obtainConnectFile();
  const tools = locateKafka();
  const filesDir = join(dir, 'files');
  await mkdir(filesDir, { recursive: true, mode: 0o700 });
  await mkdir(dirname(logFile), { recursive: true });
  await makeInternalTopics(kafka);
  const [port = 0] = await freePorts(1);
  const logConfigFile = join(dir, 'log4j2.properties');
  await writeLogConfig(logConfigFile);
  const configFile = join(dir, 'worker.properties');
  const config = workerConfig({ kafka, credentials: kafka.credentials(connectUser), port });
  await writeFile(configFile, config, { mode: 0o600 });

  const url = `http://127.0.0.1:${port}`;
  const jvm = javaArgs(tools, heapMb, logConfigFile, [connectors]);
  const worker = spawnTethered(
    tools.java,
    [...jvm, 'org.apache.kafka.connect.cli.ConnectDistributed', configFile],
    { env: plainEnvironment(), output: { file: logFile } },
  );
  await untilReady(worker, {
    what: 'Kafka Connect',
    logFile,
    timeoutMs: readyWithinMs,
    probe: async () => (await fetch(`${url}/connectors`, { signal: AbortSignal.timeout(2000) })).ok,
  });
  return {
    url,
    port,
    filesDir,
    pid: worker.pid,
    get running() {
      return worker.running;
    },
    async stop() {
      await worker.stop(stopWithinMs);
    },
  };
}

/** Made ahead, so that the worker needs no right to make topics. */
const makeInternalTopics = (kafka: KafkaCluster): Promise<void> =>
  kafka.withAdmin(async (admin) => {
    await grantAcls(admin, connectUser, workerAcls);
    for (const [topic, numPartitions] of Object.entries(internalTopics)) {
      const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
      await createTopic(admin, { topic, numPartitions, configEntries });
    }
  });

const workerAcls: readonly KafkaAcl[] = [
  { resource: 'group', name: connectGroup, operations: ['Read'] },
  ...Object.keys(internalTopics).map((name): KafkaAcl => ({
    resource: 'topic',
    name,
    operations: ['Read', 'Write', 'DescribeConfigs'],
  })),
];
