import { parseArgs } from 'node:util';
import type { Kafka } from 'kafkajs';
import { kafkaClient } from '../kafka/admin.ts';
import { isCommand, type Progress } from './protocol.ts';

/** What every workload program has: its arguments, a client logged in as its user, a rate that its parent changes. */
export interface Program {
  /** As `WorkloadOptions` says; empty where it does not apply. */
  args: ProgramArgs;
  kafka: Kafka;
  progress: Progress;
  /** Present rate in records a second; null is without a limit. */
  rate: () => number | null;
  hotShare: () => number;
  /** Resolves when the rate changes, or after `ms`. */
  rateChangedWithin: (ms: number) => Promise<void>;
  /** From now on progress is reported. */
  working: () => void;
}

export type ProgramArgs = Record<keyof typeof options, string>;

const reportEveryMs = 250;
/** Less is the ordinary wait for the request before. */
const heldAtLeastMs = 250;

const options = {
  bootstrap: { type: 'string', default: '' },
  client: { type: 'string', default: '' },
  topic: { type: 'string', default: '' },
  group: { type: 'string', default: '' },
  /** A number, or `max`. */
  rate: { type: 'string', default: 'max' },
  size: { type: 'string', default: '200' },
  'hot-key': { type: 'string', default: 'hot' },
  heartbeat: { type: 'string', default: '1000' },
  session: { type: 'string', default: '10000' },
  commit: { type: 'string', default: '' },
  fetch: { type: 'string', default: '262144' },
  parallel: { type: 'string', default: '1' },
  'on-bad': { type: 'string', default: '' },
  reset: { type: 'string', default: 'earliest' },
  flap: { type: 'string', default: '' },
} as const;

/** Reads the arguments, and the login from the environment; SIGTERM runs `end` and exits with 0. */
export function startProgram(clientId: string, end: () => Promise<void>): Program {
  const { values: args } = parseArgs({ options });
  const { KAFKA_USERNAME: username = '', KAFKA_PASSWORD: password = '' } = process.env;
  const progress: Progress = { records: 0, skipped: 0, heldMs: 0 };
  let rate = args.rate === 'max' ? null : Number(args.rate);
  let hotShare = 0;
  let changed = Promise.withResolvers<void>();
  let reporting = false;

  process.on('message', (message) => {
    if (!isCommand(message)) return;
    if (message.rate !== undefined) rate = message.rate;
    if (message.hotShare !== undefined) hotShare = message.hotShare;
    changed.resolve();
    changed = Promise.withResolvers();
  });
  process.once('SIGTERM', () => {
    void end().finally(() => process.exit(0));
  });

  return {
    args,
    kafka: kafkaClient(args.bootstrap.split(','), { username, password }, args.client || clientId),
    progress,
    rate: () => rate,
    hotShare: () => hotShare,
    async rateChangedWithin(ms) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, ms);
      });
      await Promise.race([changed.promise, timeout]);
      clearTimeout(timer);
    },
    working() {
      if (reporting) return;
      reporting = true;
      process.send?.(progress);
      setInterval(() => process.send?.(progress), reportEveryMs).unref();
    },
  };
}

/** Counts a request that waited on this side before it was sent. */
export function countHeld(progress: Progress, pendingMs: number): void {
  if (pendingMs >= heldAtLeastMs) progress.heldMs += pendingMs;
}

export const complain = (error: unknown): void =>
  console.error(error instanceof Error ? error.message : String(error));
