// @ts-check
import { brokerArchive } from './pieces/broker-archive.mjs';
import { connectFile } from './pieces/connect-file.mjs';
import { dependencies } from './pieces/dependencies.mjs';
import { java } from './pieces/java.mjs';
import { jmxExporter } from './pieces/jmx-exporter.mjs';
import { kafkaJars } from './pieces/kafka-jars.mjs';
import { natsServer } from './pieces/nats-server.mjs';
import { findNode } from './pieces/node.mjs';
import { schemaRegistry } from './pieces/schema-registry.mjs';
import { provide } from './provide.mjs';
import { repositoryRoot } from './repository.mjs';

/** @typedef {import('./which.mjs').Env} Env */
/** @typedef {import('./provide.mjs').Context} Context */
/**
 * Which real servers a command will start here.
 * @typedef {object} Servers
 * @property {boolean} nats
 * @property {boolean} kafka
 * @property {boolean} [services] Those beside Kafka, which only some faults need; else they are fetched when they are
 *   first started
 */

/**
 * Gets everything that is needed and missing, side by side, and gives the Node to go on with and the environment
 * that tells it where the servers' programs are.
 * @param {Servers} servers
 * @param {Context} context
 * @returns {Promise<{ node: string, tools: Record<string, string> }>}
 */
export async function prepare(servers, context) {
  const [node, nats, kafka] = await all(
    [
      provide(dependencies(repositoryRoot), context).then(() => findNode(repositoryRoot)),
      servers.nats ? provideNats(context) : {},
      servers.kafka ? provideKafka(context, servers.services === true) : {},
    ],
    context.signal,
  );
  return { node, tools: { ...nats, ...kafka } };
}

/** @param {Context} context @returns {Promise<Record<string, string>>} */
const provideNats = async (context) => ({ SREMESH_NATS_SERVER: await provide(natsServer, context) });

/** @param {Context} context @param {boolean} services @returns {Promise<Record<string, string>>} */
async function provideKafka(context, services) {
  const program = await provide(java, context);
  const libs = await provide(kafkaJars, context);
  const archive = await provideOptional(brokerArchive(program, libs), context);
  const exporter = await provideOptional(jmxExporter, context);
  const connect = services ? await provideOptional(connectFile, context) : undefined;
  const registry = services ? await provideOptional(schemaRegistry, context) : undefined;
  return {
    SREMESH_JAVA: program,
    SREMESH_KAFKA_LIBS: libs,
    ...(archive === undefined ? {} : { SREMESH_KAFKA_CDS: archive }),
    ...(exporter === undefined ? {} : { SREMESH_JMX_EXPORTER: exporter }),
    ...(connect === undefined ? {} : { SREMESH_CONNECT_FILE: connect }),
    ...(registry === undefined ? {} : { SREMESH_SCHEMA_REGISTRY: registry }),
  };
}

/**
 * What is only said where it cannot be had.
 * @param {import('./provide.mjs').Piece<string>} piece
 * @param {Context} context
 */
async function provideOptional(piece, context) {
  try {
    return await provide(piece, context);
  } catch (error) {
    context.signal.throwIfAborted();
    context.progress.say(messageOf(error));
    return undefined;
  }
}

/**
 * As `Promise.all`, but waits for all to end, so that nothing goes on behind a message, and tells of all that failed.
 * @template {readonly unknown[]} T
 * @param {T} promises
 * @param {AbortSignal} signal
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
async function all(promises, signal) {
  const outcomes = await Promise.allSettled(promises);
  signal.throwIfAborted();
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [messageOf(outcome.reason)] : [],
  );
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
  return Promise.all(promises);
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
