import type { ToolOutput } from '@sremesh/contracts';
import type { TopicShape } from '../observe/topology.ts';

type Trouble = ToolOutput<'read_broker_health'>['partitions'][number];

export interface PartitionTrouble {
  underReplicated: number;
  underMinIsr: number;
  offline: number;
  /** The worst first: without a leader, then below `min.insync.replicas`, then with replicas out of sync. */
  partitions: Trouble[];
}

/** Partitions that are not as they should be. `minInsyncReplicas` by topic; `reassigning` holds `topic/partition`. Pure. */
export function partitionTrouble(
  topics: readonly TopicShape[],
  minInsyncReplicas: ReadonlyMap<string, number | null>,
  reassigning: ReadonlySet<string>,
): PartitionTrouble {
  const all = topics.flatMap(({ name, partitions }): Trouble[] =>
    partitions.map(({ partition, leader, replicas, isr }) => ({
      topic: name,
      partition,
      leader,
      replicas,
      isr,
      minInsyncReplicas: minInsyncReplicas.get(name) ?? null,
      reassigning: reassigning.has(`${name}/${partition}`),
    })),
  );
  const partitions = all.filter((one) => severity(one) > 0);
  return {
    underReplicated: all.filter(isUnderReplicated).length,
    underMinIsr: all.filter(isUnderMinIsr).length,
    offline: all.filter(isOffline).length,
    partitions: partitions.toSorted((a, b) => severity(b) - severity(a)),
  };
}

const isOffline = ({ leader }: Trouble): boolean => leader < 0;
const isUnderMinIsr = ({ isr, minInsyncReplicas }: Trouble): boolean =>
  minInsyncReplicas !== null && isr.length < minInsyncReplicas;
const isUnderReplicated = ({ isr, replicas }: Trouble): boolean => isr.length < replicas.length;

const severity = (one: Trouble): number =>
  isOffline(one) ? 3 : isUnderMinIsr(one) ? 2 : isUnderReplicated(one) ? 1 : 0;
