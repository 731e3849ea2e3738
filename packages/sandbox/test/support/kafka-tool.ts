import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { locateKafka } from '@sremesh/bootstrap';
import type { KafkaCredentials } from '../../src/kafka/admin.ts';
import { javaArgs, writeLogConfig } from '../../src/kafka/java.ts';
import { plainEnvironment, spawnTethered } from '../../src/process/tethered.ts';

/** Runs one of Kafka's own command-line tools as a user (`@login` among its options is the user's login file). */
export async function kafkaTool(
  dir: string,
  { username, password }: KafkaCredentials,
  mainClass: string,
  options: readonly (readonly string[])[],
): Promise<{ code: number | null; output: string }> {
  const home = await mkdtemp(join(dir, 'tool-'));
  const [login, log, logConfig] = [join(home, 'login'), join(home, 'log'), join(home, 'log4j2.properties')];
  await writeLogConfig(logConfig);
  const jaas =
    'org.apache.kafka.common.security.scram.ScramLoginModule required ' +
    `username="${username}" password="${password}";`;
  await writeFile(
    login,
    `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=SCRAM-SHA-512\nsasl.jaas.config=${jaas}\n`,
    { mode: 0o600 },
  );
  const tools = locateKafka();
  const tool = spawnTethered(
    tools.java,
    [
      ...javaArgs(tools, 128, logConfig),
      mainClass,
      ...options.flat().map((arg) => (arg === '@login' ? login : arg)),
    ],
    { env: plainEnvironment(), output: { file: log } },
  );
  const { code } = await tool.exited;
  return { code, output: await readFile(log, 'utf8') };
}
