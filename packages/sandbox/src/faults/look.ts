import type { Admin } from 'kafkajs';
import type { KafkaCluster } from '../kafka/cluster.ts';
import { waitUntil } from '../process/wait-until.ts';

/** What Kafka's own admin says of a group and one topic that it reads, at one moment. */
export interface GroupLook {
  /** Epoch milliseconds. */
  at: number;
  /** Kafka's word for it: `Stable`, `PreparingRebalance`, `Empty` … */
  state: string;
  members: number;
  /** Each at the index of its number. */
  partitions: PartitionLook[];
  /** Sums over the partitions; a partition without a committed offset is read from its beginning. */
  lag: number;
  committed: number;
  end: number;
}

export interface PartitionLook {
  partition: number;
  start: number;
  end: number;
  /** Next offset the group would read; -1 where it has committed none. */
  committed: number;
}

export interface Flow {
  readonly topic: string;
  readonly group: string;
}

export interface SightOptions {
  /** The symptom; the error names it. */
  what: string;
  /** Aborted once the fault is cleared. */
  signal: AbortSignal;
  timeoutMs?: number;
}

/**
 * Looks at Kafka as its superuser several times a second until the symptom is there; gives the epoch milliseconds of that
 * look. Rejects when the fault is cleared, or after `timeoutMs` (default 120,000). A look that fails has seen nothing.
 */
export function visibleWhen(
  kafka: KafkaCluster,
  { what, signal, timeoutMs = 120_000 }: SightOptions,
  probe: (admin: Admin) => boolean | Promise<boolean>,
): Promise<number> {
  return kafka.withAdmin((admin) =>
    waitUntil({ what, timeoutMs, everyMs: 150, signal }, async () => (await probe(admin)) && Date.now()),
  );
}

/** Looks each time it is called, and gives the looks of the last `keepMs`, oldest first. */
export function groupHistory(flow: Flow, keepMs = 30_000): (admin: Admin) => Promise<GroupLook[]> {
  let looks: GroupLook[] = [];
  return async (admin) => {
    const look = await lookAtGroup(admin, flow);
    looks = [...looks.filter(({ at }) => at > look.at - keepMs), look];
    return looks;
  };
}

export async function lookAtGroup(admin: Admin, { topic, group }: Flow): Promise<GroupLook> {
  const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const logs = await admin.fetchTopicOffsets(topic);
  const { groups } = await admin.describeGroups([group]);
  const partitions = logs
    .map(({ partition, low, high }) => ({
      partition,
      start: Number(low),
      end: Number(high),
      committed: Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1),
    }))
    .toSorted((a, b) => a.partition - b.partition);
  const sum = (of: (partition: PartitionLook) => number) =>
    partitions.reduce((total, each) => total + of(each), 0);
  return {
    at: Date.now(),
    state: groups[0]?.state ?? '',
    members: groups[0]?.members.length ?? 0,
    partitions,
    lag: sum(({ start, end, committed: next }) => Math.max(0, end - (next < 0 ? start : next))),
    committed: sum(({ committed: next }) => Math.max(0, next)),
    end: sum(({ end }) => end),
  };
}
