import { readFile, stat } from 'node:fs/promises';
import type { KafkaTools } from '@sremesh/bootstrap';
import { untilReady } from '../process/ready.ts';
import { plainEnvironment, spawnTethered, type Tethered } from '../process/tethered.ts';
import type { BrokerPorts } from './broker-config.ts';
import { javaArgs, startedMessage } from './java.ts';
import { metricsArgs } from './metrics.ts';

/** The process of a broker, which comes and goes. */
export interface BrokerProcess {
  /** Of the process that runs now, or ran last; 0 before the first start. */
  readonly pid: number;
  readonly running: boolean;
  /** It is there, and does nothing. */
  readonly paused: boolean;
  /** Resolves when the broker serves; where it runs there is nothing to do but to let it go on. */
  start(): Promise<void>;
  /** SIGTERM: leaders are handed over first, as in a planned restart. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Stops it in its tracks: it answers nobody, and its connections stay open. `resume` lets it go on. */
  pause(): void;
  resume(): void;
}

export interface BrokerProcessOptions {
  tools: KafkaTools;
  id: number;
  ports: BrokerPorts;
  configFile: string;
  logFile: string;
  logConfigFile: string;
  /** A command that becomes the broker: its arguments follow. */
  prefix?: readonly string[];
}

const readyWithinMs = 60_000;
const stopWithinMs = 15_000;
const heapMb = 256;

export function createBrokerProcess(options: BrokerProcessOptions): BrokerProcess {
  const { tools, id, ports, configFile, logFile, logConfigFile, prefix = [] } = options;
  let current: Tethered | undefined;
  let paused = false;
  const resume = () => {
    if (paused) current?.child.kill('SIGCONT');
    paused = false;
  };
  return {
    get pid() {
      return current?.pid ?? 0;
    },
    get running() {
      return current?.running ?? false;
    },
    get paused() {
      return paused && current?.running === true;
    },
    async start() {
      resume();
      if (current?.running === true) return;
      const logFrom = await sizeOf(logFile);
      const jvm = [...metricsArgs(tools, ports), ...javaArgs(tools, heapMb, logConfigFile)];
      const java = [tools.java, ...jvm, 'kafka.Kafka', configFile];
      const [command = '', ...args] = prefix.concat(java);
      const broker = spawnTethered(command, args, { env: plainEnvironment(), output: { file: logFile } });
      current = broker;
      await untilReady(broker, {
        what: `Kafka broker ${id}`,
        logFile,
        timeoutMs: readyWithinMs,
        probe: async () => (await readFile(logFile)).subarray(logFrom).includes(startedMessage),
      });
    },
    async stop() {
      resume();
      await current?.stop(stopWithinMs);
    },
    async kill() {
      await current?.kill();
      paused = false;
    },
    pause() {
      if (current?.running !== true) return;
      paused = true;
      current.child.kill('SIGSTOP');
    },
    resume,
  };
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
