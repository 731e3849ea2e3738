import type { ClusterObservation } from '@sremesh/contracts';
import { start } from './clock.ts';
import { brokers, quiet } from './flow.ts';

export interface Replicas {
  /** Names of the topics that are there; of three partitions each, on brokers 1 to 3. */
  topics: string[];
  /** Those on which brokers are not in sync, by name; broker 3 leads nothing. */
  lacking?: Record<string, number[]>;
  up?: number[];
}

/** One sweep of a cluster whose followers are in sync but for these. */
export function inSyncBut(
  { topics, lacking = {}, up = [1, 2, 3] }: Replicas,
  second: number,
): ClusterObservation {
  return {
    ...quiet,
    at: start + second * 1000,
    brokers: brokers(...up),
    absentBrokers: [1, 2, 3].filter((id) => !up.includes(id)),
    topics: topics.map((name) => ({
      name,
      id: name,
      internal: false,
      minInsyncReplicas: 1,
      retentionMs: 604_800_000,
      partitions: [0, 1, 2].map((partition) => {
        const replicas = partition === 0 ? [1, 2, 3] : [2, 1, 3];
        const isr = replicas.filter((id) => !(lacking[name] ?? []).includes(id));
        return { partition, leader: isr[0] ?? -1, replicas, isr, logStartOffset: 0, highWatermark: 100 };
      }),
    })),
  };
}
