import type { CauseName, Resource } from '@sremesh/contracts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import type { ConnectWorker } from '../services/connect.ts';
import type { DeclaredConfig } from '../services/declared.ts';
import type { SchemaRegistry } from '../services/registry.ts';
import type { Pipeline } from '../workloads/pipeline.ts';

/** Servers that only some faults need. */
export type Service = 'connect' | 'registry';

/** What a fault may work on: a cluster of ours, with a healthy flow through it. Never a user's. */
export interface FaultTarget {
  readonly kafka: KafkaCluster;
  /** A flow that runs all the time: one topic, its producer, and a group that keeps up. Resolves when it does. */
  readonly baseFlow: () => Promise<Pipeline>;
  readonly logDir: string;
  /** Undefined where it was not started with the sandbox. */
  readonly connect: ConnectWorker | undefined;
  readonly registry: SchemaRegistry | undefined;
  /** What the configuration is declared to be; the base flow's topic is in it. */
  readonly declared: DeclaredConfig;
}

/** A kind of a fault: how large, how fast, under which names. */
export interface Variant<Options> {
  /** A few words that tell it from the others. */
  label: string;
  options: Partial<Options>;
}

/** A fault that is really there (its last cause has happened, or will happen by itself). */
export interface Injected {
  /** What an incident about it would name. */
  resources: Resource[];
  /**
   * Resolves when anybody who looks can see the symptom in Kafka's own state (its admin API, its metrics, or the REST API
   * of what stands beside it), with the epoch milliseconds of that look; read without the mesh. Rejects after `clear`.
   */
  visible: Promise<number>;
  /** Takes the fault out again and all that it made: afterwards the cluster is as it was before. Safe to call twice. */
  clear(): Promise<void>;
}

export interface Fault<Options = object> {
  /** The cause that a right diagnosis names. */
  name: CauseName;
  title: string;
  description: string;
  /** `flow`: touches only topics, groups and users of its own, so that others may be there at once. `cluster`: shakes brokers. */
  touches: 'flow' | 'cluster';
  /** Causes that are true of it too, earlier: a group that nears the edge of retention is a slow one first. */
  beginsAs?: readonly CauseName[];
  /** What has to run beside Kafka for it. */
  needs?: readonly Service[];
  /** At least three, of different sizes, rates and names, by the seed alone. */
  variants(seed: number): readonly Variant<Options>[];
  /** The options that leave a person time to read and decide; default: the usual ones. */
  unhurried?: Partial<Options>;
  inject(target: FaultTarget, options?: Partial<Options>): Promise<Injected>;
}
