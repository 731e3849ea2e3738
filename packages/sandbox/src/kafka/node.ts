import { readFile, stat } from 'node:fs/promises';
import type { KafkaTools } from '@sremesh/bootstrap';
import { plainEnvironment, spawnTethered, type Tethered } from '../process/tethered.ts';
import { untilReady } from '../process/ready.ts';
import type { NodePorts } from './broker-config.ts';
import { javaArgs, startedMessage } from './java.ts';
import { metricsArgs, metricsUrl } from './metrics.ts';

/** One broker (and controller) of a cluster. */
export interface KafkaNode {
  readonly id: number;
  readonly ports: NodePorts;
  /** Prometheus text of the JMX exporter; null where it tells none. */
  readonly metricsUrl: string | null;
  /** Of the process that runs now, or ran last; 0 before the first start. */
  readonly pid: number;
  readonly running: boolean;
  /** Resolves when the broker serves; nothing to do where it runs. */
  start(): Promise<void>;
  /** SIGTERM: leaders are handed over first, as in a planned restart. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface NodeOptions {
  tools: KafkaTools;
  id: number;
  ports: NodePorts;
  configFile: string;
  logFile: string;
  logConfigFile: string;
}

const readyWithinMs = 60_000;
const stopWithinMs = 15_000;
const heapMb = 256;

export function createNode({ tools, id, ports, configFile, logFile, logConfigFile }: NodeOptions): KafkaNode {
  let current: Tethered | undefined;
  const start = async () => {
    if (current?.running === true) return;
    const logFrom = await sizeOf(logFile);
    const jvm = [...metricsArgs(tools, ports), ...javaArgs(tools, heapMb, logConfigFile)];
    const broker = spawnTethered(tools.java, [...jvm, 'kafka.Kafka', configFile], {
      env: plainEnvironment(),
      output: { file: logFile },
    });
    current = broker;
    await untilReady(broker, {
      what: `Kafka broker ${id}`,
      logFile,
      timeoutMs: readyWithinMs,
      probe: async () => (await readFile(logFile)).subarray(logFrom).includes(startedMessage),
    });
  };
  return {
    id,
    ports,
    metricsUrl: metricsUrl(ports),
    get pid() {
      return current?.pid ?? 0;
    },
    get running() {
      return current?.running ?? false;
    },
    start,
    async stop() {
      await current?.stop(stopWithinMs);
    },
    async kill() {
      await current?.kill();
    },
  };
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
