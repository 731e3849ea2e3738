import { parseArgs } from 'node:util';
import type { Kafka } from 'kafkajs';
import { kafkaClient } from '../kafka/admin.ts';
import { isRateCommand, type Progress } from './protocol.ts';

/** What every workload program has: its arguments, a client logged in as its user, a rate that its parent changes. */
export interface Program {
  topic: string;
  group: string;
  sizeBytes: number;
  heartbeatIntervalMs: number;
  kafka: Kafka;
  progress: Progress;
  /** Present rate in records a second; null is without a limit. */
  rate: () => number | null;
  /** Resolves when the rate changes, or after `ms`. */
  rateChangedWithin: (ms: number) => Promise<void>;
  /** From now on progress is reported. */
  working: () => void;
}

const reportEveryMs = 250;

const options = {
  bootstrap: { type: 'string', default: '' },
  topic: { type: 'string', default: '' },
  group: { type: 'string', default: '' },
  /** A number, or `max`. */
  rate: { type: 'string', default: 'max' },
  size: { type: 'string', default: '200' },
  heartbeat: { type: 'string', default: '1000' },
} as const;

/** Reads the arguments, and the login from the environment; SIGTERM runs `end` and exits with 0. */
export function startProgram(clientId: string, end: () => Promise<void>): Program {
  const { values } = parseArgs({ options });
  const { KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = process.env;
  const progress: Progress = { records: 0, skipped: 0 };
  let rate = values.rate === 'max' ? null : Number(values.rate);
  let changed = Promise.withResolvers<void>();

  process.on('message', (message) => {
    if (!isRateCommand(message)) return;
    rate = message.rate;
    changed.resolve();
    changed = Promise.withResolvers();
  });
  process.once('SIGTERM', () => {
    void end().finally(() => process.exit(0));
  });

  return {
    topic: values.topic,
    group: values.group,
    sizeBytes: Number(values.size),
    heartbeatIntervalMs: Number(values.heartbeat),
    kafka: kafkaClient(values.bootstrap.split(','), { username, password }, clientId),
    progress,
    rate: () => rate,
    async rateChangedWithin(ms) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([changed.promise, timeout]);
      clearTimeout(timer);
    },
    working() {
      process.send?.(progress);
      setInterval(() => process.send?.(progress), reportEveryMs).unref();
    },
  };
}
