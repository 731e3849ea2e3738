import type { ClusterObservation, PartitionObservation } from '@sremesh/contracts';
import { start } from './clock.ts';
import { brokers, quiet } from './flow.ts';

export interface Leaders {
  /** Brokers that are up. */
  up?: number[];
  /** `[leader, replicas, isr]` of each partition; in sync are all replicas where it is left out. */
  partitions: [leader: number, replicas: number[], isr?: number[]][];
}

/** One sweep of a cluster with one topic that is led like this. */
export function ledLike({ up = [1, 2, 3], partitions }: Leaders, second: number): ClusterObservation {
  return {
    ...quiet,
    at: start + second * 1000,
    brokers: brokers(...up),
    topics: [
      {
        name: 'orders',
        id: 'orders',
        internal: false,
        minInsyncReplicas: 2,
        retentionMs: 604_800_000,
        partitions: partitions.map(([leader, replicas, isr = replicas], partition): PartitionObservation => {
          return { partition, leader, replicas, isr, logStartOffset: 0, highWatermark: 100 };
        }),
      },
    ],
  };
}

const rotations = [
  [1, 2, 3],
  [2, 3, 1],
  [3, 1, 2],
];

/** Twelve partitions, each led by its preferred leader but for those of `away`, which the next replica leads. */
export const twelve = (away: readonly number[] = []): Leaders['partitions'] =>
  Array.from({ length: 12 }, (_, partition) => {
    const replicas = rotations[partition % 3] ?? [];
    const leader = replicas.find((replica) => !away.includes(replica)) ?? -1;
    return [leader, replicas];
  });
