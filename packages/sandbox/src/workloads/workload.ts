import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaCredentials } from '../kafka/admin.ts';
import { untilReady } from '../process/ready.ts';
import { plainEnvironment, spawnTethered } from '../process/tethered.ts';
import { habitArgs, type Habits } from './habits.ts';
import { isProgress, type Command, type Progress } from './protocol.ts';

export interface WorkloadOptions extends Habits {
  kind: 'producer' | 'consumer';
  bootstrapServers: readonly string[];
  credentials: KafkaCredentials;
  topic: string;
  /** Of a consumer. */
  group?: string;
  /** Records a second; null (of a consumer) takes what comes. */
  rate: number | null;
  logDir: string;
}

/** A producer or consumer that runs as a process of its own. */
export interface Workload {
  readonly pid: number;
  readonly running: boolean;
  readonly progress: Readonly<Progress>;
  /** Settles when it has ended, by whatever. */
  readonly exited: Promise<unknown>;
  /** Records a second from now on; 0 stalls it, null lets a consumer take what comes. */
  setRate(rate: number | null): void;
  /** Of a producer: the part (0–1) of its records that has the hot key. */
  setHotShare(share: number): void;
  /** All that it has written so far. */
  log(): Promise<string>;
  /** Stops it in its tracks; it says nothing any more, and its connections stay. */
  hang(): void;
  /** A consumer leaves its group first. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const readyWithinMs = 30_000;
const nodeFlags = ['--disable-warning=TimeoutNegativeWarning', '--max-old-space-size=96'];
let launched = 0;

/** Resolves when a producer's first records are acknowledged, or a consumer runs (it may still be joining its group). */
export const startWorkload = (options: WorkloadOptions): Promise<Workload> => start(options).ready();

/** Only starts the process: for one that Kafka will not let get anywhere. */
export const launchWorkload = (options: WorkloadOptions): Workload => start(options).workload;

function start(options: WorkloadOptions): { workload: Workload; ready: () => Promise<Workload> } {
  const { kind, credentials, topic, group = topic, logDir } = options;
  mkdirSync(logDir, { recursive: true });
  const logFile = join(logDir, `${fileName(group)}-${kind}-${(launched += 1)}.log`);
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
  const tell = (command: Command) => {
    if (program.running) program.child.send(command);
  };
  const workload: Workload = {
    pid: program.pid,
    exited: program.exited,
    get running() {
      return program.running;
    },
    get progress() {
      return progress ?? { records: 0, skipped: 0, heldMs: 0 };
    },
    setRate: (rate) => tell({ rate }),
    setHotShare: (hotShare) => tell({ hotShare }),
    log: () => readFile(logFile, 'utf8'),
    hang() {
      program.child.kill('SIGSTOP');
    },
    async stop() {
      if (program.running) program.child.kill('SIGCONT');
      await program.stop();
    },
    async kill() {
      await program.kill();
    },
  };
  const what = `${kind} of ${topic}`;
  const probe = () => progress !== undefined;
  return {
    workload,
    async ready() {
      await untilReady(program, { what, logFile, timeoutMs: readyWithinMs, probe });
      return workload;
    },
  };
}

/** Topics may be long, and groups called anything. */
const fileName = (text: string): string => text.replaceAll(/[^\w.-]/g, '_').slice(0, 60);

const programArgs = (options: WorkloadOptions): string[] =>
  Object.entries({
    bootstrap: options.bootstrapServers.join(','),
    topic: options.topic,
    group: options.group,
    rate: options.rate ?? 'max',
    ...habitArgs(options),
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
