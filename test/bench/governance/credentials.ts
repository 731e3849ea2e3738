import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAcls,
  createKafkaClient,
  createScramUser,
  createWriteActions,
  deleteAcls,
  deleteScramUser,
  writeAccess,
  type KafkaClient,
} from '@sremesh/kafka';
import { agentAcls, createTopic, startKafkaCluster } from '@sremesh/sandbox';
import type { Result } from '../benchmark.ts';
import { until } from '../../support/until.ts';

const rounds = 40;
const mechanism = 'SCRAM-SHA-512';

/** A user for one step, from the wish for it to the end of the step, on a real three-broker Kafka. */
export async function measureCredentials(say: (line: string) => void): Promise<Result[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sremesh-bench-'));
  const kafka = await startKafkaCluster({ dir: directory, users: agentAcls });
  const brokers = kafka.bootstrapServers;
  const admin = createKafkaClient({
    brokers,
    clientId: 'bench',
    sasl: { mechanism, ...kafka.credentials('governance') },
  });
  const result: Result = {
    what: 'credential in Kafka: creation → first use done',
    unit: 's',
    samples: [],
    target: 'p95 ≤ 0.25',
  };
  try {
    await kafka.withAdmin((kafkajs) => createTopic(kafkajs, { topic: 'orders', numPartitions: 3 }));
    await admin.metadata([]);
    for (let round = 0; round < rounds; round += 1) result.samples.push(await oneStep(admin, brokers, round));
  } finally {
    await admin.close();
    await kafka.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
  say(`credentials: ${rounds} steps`);
  return [result];
}

async function oneStep(admin: KafkaClient, brokers: readonly string[], round: number): Promise<number> {
  const input = { topic: 'orders', configs: { 'retention.ms': String(600_000 + round) } };
  const username = `sremesh-bench-${round}`;
  const password = randomBytes(32).toString('base64url');
  const from = performance.now();
  await createScramUser(admin, { username, password, mechanism });
  await createAcls(admin, username, '127.0.0.1', writeAccess.set_topic_config(input).acls);
  const client = createKafkaClient({ brokers, clientId: username, sasl: { mechanism, username, password } });
  const actions = createWriteActions({ client });
  // A broker may hear of the user or its rights a moment later.
  await until('the step', () =>
    actions.set_topic_config.apply(input).then(
      () => true,
      () => undefined,
    ),
  );
  const seconds = (performance.now() - from) / 1000;
  await deleteAcls(admin, username);
  await deleteScramUser(admin, username);
  await client.close();
  return seconds;
}
