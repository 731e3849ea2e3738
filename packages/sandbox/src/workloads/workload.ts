import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KafkaCredentials } from '../kafka/admin.ts';
import { untilReady } from '../process/ready.ts';
import { plainEnvironment, spawnTethered } from '../process/tethered.ts';
import { isProgress, type Progress } from './protocol.ts';

export interface WorkloadOptions {
  kind: 'producer' | 'consumer';
  bootstrapServers: readonly string[];
  credentials: KafkaCredentials;
  topic: string;
  /** Of a consumer. */
  group?: string;
  /** Records a second; null (of a consumer) takes what comes. */
  rate: number | null;
  /** Of a producer: size of a value. */
  sizeBytes?: number;
  /** Of a consumer; it learns of a rebalance at its next heartbeat. */
  heartbeatIntervalMs?: number;
  logFile: string;
}

/** A producer or consumer that runs as a process of its own. */
export interface Workload {
  readonly pid: number;
  readonly running: boolean;
  readonly progress: Readonly<Progress>;
  /** Records a second from now on; 0 stalls it, null lets a consumer take what comes. */
  setRate(rate: number | null): void;
  /** A consumer leaves its group first. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const readyWithinMs = 20_000;
const nodeFlags = ['--disable-warning=TimeoutNegativeWarning', '--max-old-space-size=96'];

/** Resolves when a producer's first records are acknowledged, or a consumer runs (it may still be joining its group). */
export async function startWorkload(options: WorkloadOptions): Promise<Workload> {
  const { kind, credentials, topic, logFile } = options;
  await mkdir(dirname(logFile), { recursive: true });
  const program = spawnTethered(
    process.execPath,
    [...nodeFlags, join(import.meta.dirname, `${kind}.ts`), ...programArgs(options)],
    {
      env: {
        ...plainEnvironment(),
        KAFKA_USERNAME: credentials.username,
        KAFKA_PASSWORD: credentials.password,
      },
      output: { file: logFile },
      ipc: true,
    },
  );
  let progress: Progress | undefined;
  program.child.on('message', (message) => {
    if (isProgress(message)) progress = message;
  });
  await untilReady(program, {
    what: `${kind} of ${topic}`,
    logFile,
    timeoutMs: readyWithinMs,
    probe: () => progress !== undefined,
  });
  return {
    pid: program.pid,
    get running() {
      return program.running;
    },
    get progress() {
      return progress ?? { records: 0, skipped: 0 };
    },
    setRate(rate) {
      if (program.running) program.child.send({ rate });
    },
    async stop() {
      await program.stop();
    },
    async kill() {
      await program.kill();
    },
  };
}

const programArgs = (options: WorkloadOptions): string[] =>
  Object.entries({
    bootstrap: options.bootstrapServers.join(','),
    topic: options.topic,
    group: options.group,
    rate: options.rate ?? 'max',
    size: options.sizeBytes,
    heartbeat: options.heartbeatIntervalMs,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
