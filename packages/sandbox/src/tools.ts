import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the servers' programs are on this computer. */
export interface ServerTools {
  java: string;
  natsServer: string;
  /** The directory of Kafka's jars. */
  kafkaLibs: string;
  /** An AppCDS archive of the broker's classes for this Java; brokers start without it too, only slower. */
  kafkaCds: string | undefined;
}

export const findServerTools = (env: NodeJS.ProcessEnv = process.env): ServerTools => {
  const cache = env['SREMESH_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sremesh');
  const kafka = join(cache, 'kafka-4.3.1');
  const archive = existsSync(kafka) ? readdirSync(kafka).find((name) => name.endsWith('.jsa')) : undefined;
  const java =
    env['SREMESH_JAVA'] ?? execFileSync('/bin/sh', ['-c', 'command -v java'], { encoding: 'utf8' }).trim();
  return {
    java,
    natsServer: env['SREMESH_NATS_SERVER'] ?? join(cache, 'nats-server-2.15.2', 'nats-server'),
    kafkaLibs: env['SREMESH_KAFKA_LIBS'] ?? join(kafka, 'libs'),
    kafkaCds: env['SREMESH_KAFKA_CDS'] ?? (archive === undefined ? undefined : join(kafka, archive)),
  };
};
