import { join } from 'node:path';
import type { Fault, FaultTarget, Injected, Service } from './faults/fault.ts';
import { reportProcess, type ProcessReport } from './inspect.ts';
import type { KafkaAcl } from './kafka/acls.ts';
import { startKafkaCluster } from './kafka/cluster.ts';
import { startNatsServer, type NatsServer } from './nats/nats-server.ts';
import { connectUser, startConnect } from './services/connect.ts';
import { declareIn } from './services/declared.ts';
import { startRegistry } from './services/registry.ts';
import { startPipeline, workloadUsers, type Pipeline } from './workloads/pipeline.ts';

export interface SandboxOptions {
  /** State and logs; the Kafka in it starts empty each time, the streams of NATS stay. */
  dir: string;
  /** See `NatsServerOptions`. */
  natsAuthorization: string;
  /** SCRAM users to make, with their rights; usually `agentAcls`. */
  kafkaUsers: Readonly<Record<string, readonly KafkaAcl[]>>;
  /** Servers beside Kafka to start with it; default: none. */
  services?: readonly Service[];
  /** Called as each part is there, with how long it took. */
  onProgress?: (part: Part, tookMs: number) => void;
}

type Part = 'NATS' | 'Kafka' | 'Kafka Connect' | 'schema registry' | 'workload';

export interface Sandbox extends FaultTarget {
  readonly nats: NatsServer;
  /** Injects a fault; `stop` clears it if nobody has. */
  inject<Options>(fault: Fault<Options>, options?: Partial<Options>): Promise<Injected>;
  /** Its processes: the servers, and the base flow's once it runs. */
  inspect(): Promise<ProcessReport[]>;
  /** Ends everything; afterwards no process is left and every port is free. */
  stop(): Promise<void>;
}

const flow = { topic: 'orders', group: 'order-billing', partitions: 6, produceRate: 50 };

/** Starts NATS, Kafka and services, and goes on to start the base flow. A server that fails takes the others down with it. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dir, natsAuthorization: authorization, kafkaUsers, services = [], onProgress } = options;
  const logDir = join(dir, 'logs');
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (let end = stops.pop(); end !== undefined; end = stops.pop()) await end();
  };
  const timed = async <T>(part: Part, start: Promise<T>): Promise<T> => {
    const from = performance.now();
    const started = await start;
    onProgress?.(part, performance.now() - from);
    return started;
  };
  const server = async <T extends { stop(): Promise<void> }>(part: Part, start: Promise<T>) => {
    const started = await timed(part, start);
    stops.push(() => started.stop());
    return started;
  };

  const users = {
    ...kafkaUsers,
    [workloadUsers.producer]: [],
    [workloadUsers.consumer]: [],
    ...(services.includes('connect') ? { [connectUser]: [] } : {}),
  };
  const [nats, kafka, registry] = await Promise.allSettled([
    server(
      'NATS',
      startNatsServer({ storeDir: join(dir, 'nats'), authorization, logFile: join(logDir, 'nats.log') }),
    ),
    server('Kafka', startKafkaCluster({ dir: join(dir, 'kafka'), users, metrics: true })),
    services.includes('registry')
      ? server(
          'schema registry',
          startRegistry({ dir: join(dir, 'registry'), logFile: join(logDir, 'registry.log') }),
        )
      : undefined,
  ]);
  if (nats.status === 'rejected' || kafka.status === 'rejected' || registry.status === 'rejected') {
    await stop();
    throw [nats, kafka, registry].find((each) => each.status === 'rejected')?.reason;
  }

  let flowing: Pipeline | undefined;
  const startFlow = async () => (flowing = await startPipeline(kafka.value, logDir, flow));
  const base = timed('workload', startFlow());
  stops.push(async () => {
    // Whoever asked for the flow has heard why it failed.
    await base.catch(() => undefined);
    await flowing?.stop();
  });
  base.catch(() => undefined);
  const beside = async (): Promise<Pick<FaultTarget, 'connect' | 'declared'>> => {
    const declared = await declareIn(join(dir, 'declared-config.yaml'));
    await declared.topic(flow.topic, {});
    if (!services.includes('connect')) return { connect: undefined, declared };
    const where = { dir: join(dir, 'connect'), logFile: join(logDir, 'connect.log') };
    const connect = await server('Kafka Connect', startConnect({ kafka: kafka.value, ...where }));
    return { connect, declared };
  };
  const { connect, declared } = await beside().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const target: FaultTarget = {
    kafka: kafka.value,
    baseFlow: () => base,
    logDir,
    connect,
    registry: registry.value,
    declared,
  };
  return {
    ...target,
    nats: nats.value,
    async inject(fault, faultOptions) {
      const injected = await fault.inject(target, faultOptions);
      stops.push(() => injected.clear());
      return injected;
    },
    inspect: () =>
      Promise.all([
        reportProcess('nats-server', nats.value, [nats.value.port]),
        ...kafka.value.nodes.map((node) =>
          reportProcess(`kafka-${node.id}`, node, Object.values(node.ports)),
        ),
        ...(connect === undefined ? [] : [reportProcess('connect', connect, [connect.port])]),
        ...(registry.value === undefined
          ? []
          : [reportProcess('registry', registry.value, [registry.value.port])]),
        ...(flowing === undefined
          ? []
          : [reportProcess('producer', flowing.producer), reportProcess('consumer', flowing.consumer)]),
      ]),
    stop,
  };
}
