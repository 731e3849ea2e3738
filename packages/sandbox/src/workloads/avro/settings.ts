import { parseArgs } from 'node:util';
import { kafkaClient } from '../../kafka/admin.ts';

/** What both Avro programs are started with. */
export interface AvroSettings {
  bootstrap: string;
  topic: string;
  /** Of the consumer. */
  group: string;
  /** Of the producer: records a second. */
  rate: string;
  /** URL of Confluent's API. */
  registry: string;
  subject: string;
  /** Of the producer what it writes with first; of the consumer what it reads with. */
  schema: string;
}

/** Sent to a running producer: what it registers and writes with from now on. */
export interface Evolve {
  schema: string;
}

export const isEvolve = (message: unknown): message is Evolve =>
  typeof message === 'object' &&
  message !== null &&
  'schema' in message &&
  typeof message.schema === 'string';

const text = { type: 'string', default: '' } as const;
const options = {
  bootstrap: text,
  topic: text,
  group: text,
  rate: text,
  registry: text,
  subject: text,
  schema: text,
};

/** The settings of this process, and a client that logs in as its user; SIGTERM runs `end` and exits with 0. */
export function startAvroProgram(clientId: string, end: () => Promise<void>) {
  const settings: AvroSettings = parseArgs({ options }).values;
  const { KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = process.env;
  process.once('SIGTERM', () => {
    void end().finally(() => process.exit(0));
  });
  return {
    settings,
    kafka: kafkaClient(settings.bootstrap.split(','), { username, password }, clientId),
  };
}
