import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaCredentials } from '../../kafka/admin.ts';
import { untilReady } from '../../process/ready.ts';
import { plainEnvironment, spawnTethered } from '../../process/tethered.ts';
import type { AvroSettings, Evolve } from './settings.ts';

/** A producer or consumer of Avro records that runs as a process of its own. */
export interface AvroProgram {
  readonly pid: number;
  /** Of a producer: registers this schema and writes with it from now on. */
  evolve(to: Evolve): void;
  stop(): Promise<void>;
}

const readyWithinMs = 30_000;
let started = 0;

/** Resolves when a producer's first records are acknowledged, or a consumer runs. */
export async function startAvro(
  kind: 'producer' | 'consumer',
  credentials: KafkaCredentials,
  settings: AvroSettings,
  logDir: string,
): Promise<AvroProgram> {
  await mkdir(logDir, { recursive: true });
  const logFile = join(logDir, `avro-${kind}-${(started += 1)}.log`);
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  const flags = ['--disable-warning=TimeoutNegativeWarning', '--max-old-space-size=96'];
  const program = spawnTethered(
    process.execPath,
    [...flags, join(import.meta.dirname, `${kind}.ts`), ...args],
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
  let ready = false;
  program.child.once('message', () => {
    ready = true;
  });
  await untilReady(program, {
    what: `Avro ${kind} of ${settings.topic}`,
    logFile,
    timeoutMs: readyWithinMs,
    probe: () => ready,
  });
  return {
    pid: program.pid,
    evolve(to) {
      if (program.running) program.child.send(to);
    },
    async stop() {
      await program.stop();
    },
  };
}
