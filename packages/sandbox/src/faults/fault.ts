import type { CauseName, Resource } from '@sremesh/contracts';
import type { KafkaCluster } from '../kafka/cluster.ts';
import type { Pipeline } from '../workloads/pipeline.ts';

/** What a fault may work on: a cluster of ours, with a healthy flow through it. Never a user's. */
export interface FaultTarget {
  readonly kafka: KafkaCluster;
  /** A flow that runs all the time: one topic, its producer, and a group that keeps up. Resolves when it does. */
  readonly baseFlow: () => Promise<Pipeline>;
  readonly logDir: string;
}

/** A fault that is really there (its last cause has happened, or will happen by itself). */
export interface Injected {
  /** What an incident about it would name. */
  resources: Resource[];
  /** Ends what the fault runs (it heals nothing). Safe to call twice. */
  clear(): Promise<void>;
}

export interface Fault<Options = object> {
  /** The cause that a right diagnosis names. */
  name: CauseName;
  title: string;
  description: string;
  /** The options that leave a person time to read and decide; default: the usual ones. */
  unhurried?: Partial<Options>;
  inject(target: FaultTarget, options?: Partial<Options>): Promise<Injected>;
}
