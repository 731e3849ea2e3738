// @ts-check
import { MissingPiece } from './missing.mjs';
import { brokerArchive } from './pieces/broker-archive.mjs';
import { java } from './pieces/java.mjs';
import { jmxExporter } from './pieces/jmx-exporter.mjs';
import { kafkaJars } from './pieces/kafka-jars.mjs';
import { natsServer } from './pieces/nats-server.mjs';

/** @typedef {import('./which.mjs').Env} Env */
/**
 * @typedef {object} KafkaTools
 * @property {string} java The java program
 * @property {string} kafkaLibs The directory of Kafka's jars
 * @property {string | undefined} kafkaCds An AppCDS archive for that java, that class path (`kafkaLibs/*`) and a serial
 *   collector; brokers start without it too, only slower
 * @property {string | undefined} jmxExporter The jar of the Prometheus JMX exporter; brokers run without it too, only
 *   without metrics
 */
/** @typedef {KafkaTools & { natsServer: string }} Tools */

/**
 * Where the servers' programs are: named by SREMESH_JAVA, SREMESH_NATS_SERVER, SREMESH_KAFKA_LIBS,
 * SREMESH_KAFKA_CDS and SREMESH_JMX_EXPORTER, else on PATH, else in the cache. Changes nothing.
 * @param {Env} [env]
 * @returns {Tools}
 * @throws {MissingPiece} with the ways to get what is not there
 */
export function locateTools(env = process.env) {
  return { natsServer: locateNatsServer(env), ...locateKafka(env) };
}

/**
 * As `locateTools`, for a nats-server alone.
 * @param {Env} [env]
 */
export const locateNatsServer = (env = process.env) => found(natsServer, env);

/**
 * As `locateTools`, for Kafka alone.
 * @param {Env} [env]
 * @returns {KafkaTools}
 */
export function locateKafka(env = process.env) {
  const program = found(java, env);
  const kafkaLibs = found(kafkaJars, env);
  return {
    java: program,
    kafkaLibs,
    kafkaCds: brokerArchive(program, kafkaLibs).find(env),
    jmxExporter: jmxExporter.find(env),
  };
}

/**
 * @template T
 * @param {import('./provide.mjs').Piece<T>} piece
 * @param {Env} env
 * @returns {T}
 */
function found({ find, what }, env) {
  const value = find(env);
  if (value !== undefined) return value;
  throw new MissingPiece({
    ...what,
    remedies: ['Run `npm test` or `npm start` once: both set it up.', ...what.remedies],
  });
}
