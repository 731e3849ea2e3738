// @ts-check
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../cache.mjs';
import { fromVariable } from '../from-variable.mjs';
import { run } from '../run.mjs';
import { javaVersion } from './java.mjs';

/** @typedef {import('../which.mjs').Env} Env */

/** As the sandbox starts its brokers: an archive fits only a JVM with the same collector and class path. */
const jvmFlags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

/**
 * An archive of the classes that a broker loads, already parsed: brokers start in about half the time with it.
 * @param {string} java
 * @param {string} libs
 * @returns {import('../provide.mjs').Piece<string>}
 */
export function brokerArchive(java, libs) {
  return {
    id: 'broker-archive',
    what: {
      name: 'Fast broker start',
      why: 'Without it the brokers start in about 9 seconds instead of 5.',
      remedies: ['Nothing needs to be done: it is tried again at the next start.'],
    },
    find(env) {
      const named = fromVariable('SREMESH_KAFKA_CDS', env, existsSync, 'a file');
      if (named !== undefined) return named;
      const file = archiveFile(java, libs, env);
      return existsSync(file) ? file : undefined;
    },
    ways: [
      {
        name: 'run a broker once and archive its classes',
        impossible: () => undefined,
        get: ({ env, signal }) => archive(java, libs, env, signal),
      },
    ],
  };
}

/**
 * Beside the jars in the cache, by Java version; jars from elsewhere get a name of their own.
 * @param {string} java
 * @param {string} libs
 * @param {Env} env
 */
function archiveFile(java, libs, env) {
  const folder = join(cacheRoot(env), 'kafka-4.3.1');
  const own = libs === join(folder, 'libs');
  const suffix = own ? '' : `-${createHash('sha256').update(libs).digest('hex').slice(0, 8)}`;
  return join(folder, `broker-${javaVersion(java)}${suffix}.jsa`);
}

/**
 * @param {string} java
 * @param {string} libs
 * @param {Env} env
 * @param {AbortSignal} signal
 */
async function archive(java, libs, env, signal) {
  const target = archiveFile(java, libs, env);
  await mkdir(dirname(target), { recursive: true });
  const dir = await mkdtemp(join(dirname(target), 'archiving-'));
  try {
    const [client, internal, controller] = await freePorts(3);
    await writeFile(join(dir, 'server.properties'), config(dir, { client, internal, controller }), {
      mode: 0o600,
    });
    await writeFile(join(dir, 'log4j2.properties'), logConfig);
    const jvm = [
      ...jvmFlags,
      `-Dlog4j2.configurationFile=file:${dir}/log4j2.properties`,
      '-cp',
      join(libs, '*'),
    ];
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', 'c3JlbWVzaC1hcmNoaXZlMQ'];
    const options = { env, signal, timeoutMs: 3 * 60_000 };
    await run(java, [...jvm, ...format, '--config', join(dir, 'server.properties'), ...firstUser], options);
    const made = join(dir, 'broker.jsa');
    await run(
      java,
      [`-XX:ArchiveClassesAtExit=${made}`, ...jvm, 'kafka.Kafka', join(dir, 'server.properties')],
      { ...options, until: 'Kafka Server started' },
    );
    await rename(made, target);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const firstUser = ['--add-scram', 'SCRAM-SHA-512=[name=archive,password=archive]'];

const plain =
  'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
  'username="broker" password="broker" user_broker="broker";';

/**
 * One broker and controller with the listeners and the authorizer that the sandbox's have, so that it loads the same
 * classes. It serves nobody, on loopback, for the seconds that this takes.
 * @param {string} dir
 * @param {{ client: number | undefined, internal: number | undefined, controller: number | undefined }} ports
 */
const config = (dir, { client, internal, controller }) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
log.dirs=${dir}/data
listeners=CLIENT://127.0.0.1:${client},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=CLIENT://127.0.0.1:${client},INTERNAL://127.0.0.1:${internal}
listener.security.protocol.map=CLIENT:SASL_PLAINTEXT,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=INTERNAL
controller.listener.names=CONTROLLER
listener.name.client.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.internal.sasl.enabled.mechanisms=PLAIN
listener.name.internal.plain.sasl.jaas.config=${plain}
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=${plain}
sasl.mechanism.inter.broker.protocol=PLAIN
sasl.mechanism.controller.protocol=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:broker
offsets.topic.replication.factor=1
log.cleaner.dedupe.buffer.size=4194304
`;

const logConfig = `rootLogger.level=INFO
rootLogger.appenderRef.out.ref=OUT
appender.out.type=Console
appender.out.name=OUT
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
`;

/** @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' ? address?.port : undefined;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
