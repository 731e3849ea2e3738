import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { locateKafka } from '@sremesh/bootstrap';
import { startKafkaCluster, waitUntil, type KafkaCluster } from '@sremesh/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkKafkaAccess } from '../../src/doctor/kafka-access.ts';
import { aclCommands } from '../../src/doctor/print-acls.ts';
import { readConfig } from '../../src/up/config.ts';

let dir: string;
let kafka: KafkaCluster;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sremesh-doctor-'));
  kafka = await startKafkaCluster({ dir, users: { powerless: [] } });
}, 90_000);
afterAll(async () => {
  await kafka.stop();
  await rm(dir, { recursive: true, force: true });
}, 30_000);

const attached = (user: { username: string; password: string }) => ({
  KAFKA_BROKERS: kafka.bootstrapServers.join(','),
  KAFKA_ADMIN_USERNAME: user.username,
  KAFKA_ADMIN_PASSWORD: user.password,
});

/** Kafka's scripts under their names, as they lie on the path of whoever runs the commands. */
async function scripts(): Promise<string> {
  const { java, kafkaLibs } = locateKafka();
  const flags = `-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '${kafkaLibs}/*'`;
  const classes = {
    'kafka-configs.sh': 'kafka.admin.ConfigCommand',
    'kafka-acls.sh': 'org.apache.kafka.tools.AclCommand',
  };
  for (const [name, main] of Object.entries(classes)) {
    await writeFile(join(dir, name), `#!/bin/sh\nexec '${java}' ${flags} ${main} "$@"\n`);
    await chmod(join(dir, name), 0o700);
  }
  const { username, password } = kafka.admin;
  await writeFile(
    join(dir, 'admin.properties'),
    `security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="${username}" password="${password}";
`,
    { mode: 0o600 },
  );
  return dir;
}

describe('doctor - Kafka', { timeout: 120_000 }, () => {
  it('says what an admin user lacks, and prints the commands that give it that; run, they do', async () => {
    const powerless = kafka.credentials('powerless');
    await expect(checkKafkaAccess(attached(powerless))).rejects.toMatchObject({
      message: expect.stringContaining('lacks Alter and Describe on Cluster'),
      remedy: expect.stringContaining('--print-acls'),
    });
    const [username, password] = ["mesh o'admin", 'of-a-test'];
    const env = attached({ username, password });
    const cwd = await scripts();
    await promisify(execFile)('sh', ['-e', '-c', aclCommands(readConfig(env)).join('\n')], {
      cwd,
      env: {
        PATH: `${cwd}:${process.env['PATH']}`,
        KAFKA_READ_PASSWORD: 'of-a-test-too',
        KAFKA_ADMIN_PASSWORD: password,
      },
    });
    const said = await waitUntil({ what: 'the new user is known', timeoutMs: 10_000 }, () =>
      checkKafkaAccess(env),
    );
    expect(said).toMatch(/resource kind.*: set_topic_config; cluster kind.*change ACLs.*: elect_leaders/);
    const reader = { username: 'mesh-read', password: 'of-a-test-too' };
    await expect(checkKafkaAccess(attached(reader))).rejects.toThrow(/lacks Alter on Cluster/);
  });

  it('says that without an admin user it only proposes', async () => {
    const said = await checkKafkaAccess({ KAFKA_BROKERS: kafka.bootstrapServers.join(',') });
    expect(said).toMatch(/KAFKA_ADMIN_USERNAME is not set.*--print-acls/);
  });

  it('prints no command for users that Kafka does not keep', () => {
    const lines = aclCommands(readConfig({ KAFKA_BROKERS: 'b:9092', KAFKA_SASL_MECHANISM: 'PLAIN' }));
    expect(lines.filter((line) => line.startsWith('kafka-configs.sh'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('kafka-acls.sh'))).toHaveLength(4);
  });
});
