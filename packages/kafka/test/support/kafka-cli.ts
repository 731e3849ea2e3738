import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateTools } from '@sremesh/bootstrap';
import { plainEnvironment, spawnTethered, type Tethered } from '@sremesh/sandbox';
import type { TestCluster } from './cluster.ts';

const { java, kafkaLibs } = locateTools();
const flags = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(kafkaLibs, '*')];

/** Kafka's own command-line tools, logged in as the superuser: what our answers are checked against. */
export interface KafkaCli {
  /** Runs a tool by its Java class, told where the cluster is; gives what it printed. */
  run(main: string, ...args: string[]): Promise<string>;
  consumerGroups(...args: string[]): Promise<string>;
  /** A Java console consumer in a group, by the protocol `classic` or `consumer` (KIP-848); runs until stopped. */
  consume(topic: string, groupId: string, protocol: 'classic' | 'consumer'): Tethered;
  /** The same in a share group, from where the topic ends. */
  shareConsume(topic: string, groupId: string): Tethered;
}

export async function kafkaCli({ kafka }: TestCluster): Promise<KafkaCli> {
  const config = join(await mkdtemp(join(tmpdir(), 'sremesh-cli-')), 'client.properties');
  const { username, password } = kafka.admin;
  await writeFile(
    config,
    `security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";
`,
    { mode: 0o600 },
  );
  const brokers = ['--bootstrap-server', kafka.bootstrapServers.join(',')];
  const run: KafkaCli['run'] = async (main, ...args) => {
    const command = [...flags, main, ...brokers, '--command-config', config, ...args];
    return (await promisify(execFile)(java, command, { timeout: 60_000 })).stdout;
  };
  return {
    run,
    consumerGroups: (...args) => run('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', ...args),
    consume: (topic, groupId, protocol) =>
      spawnTethered(
        java,
        flags.concat(
          'org.apache.kafka.tools.consumer.ConsoleConsumer',
          brokers,
          ['--command-config', config, '--topic', topic, '--group', groupId, '--from-beginning'],
          ['--command-property', `group.protocol=${protocol}`],
        ),
        { env: plainEnvironment(), output: { file: join(tmpdir(), `${groupId}.log`) } },
      ),
    shareConsume: (topic, groupId) =>
      spawnTethered(
        java,
        flags.concat('org.apache.kafka.tools.consumer.ConsoleShareConsumer', brokers, [
          '--command-config',
          config,
          '--topic',
          topic,
          '--group',
          groupId,
        ]),
        { env: plainEnvironment(), output: { file: join(tmpdir(), `${groupId}.log`) } },
      ),
  };
}
