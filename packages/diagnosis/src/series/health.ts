import type { ClusterObservation, TopicObservation } from '@sremesh/contracts';

/** Partitions of a topic, by number, whose replication is in trouble. A partition can be in all three. */
export interface Health {
  underReplicated: readonly number[];
  underMinIsr: readonly number[];
  offline: readonly number[];
}

const healths = new WeakMap<TopicObservation, Health>();
const healthy: Health = { underReplicated: [], underMinIsr: [], offline: [] };

/** Looked at once for each topic as it was seen; a topic that did not change is the same object. */
export function healthOf(topic: TopicObservation): Health {
  const known = healths.get(topic);
  if (known !== undefined) return known;
  const troubled = topic.partitions.some(
    ({ leader, replicas, isr }) => leader < 0 || isr.length < replicas.length,
  );
  const health = troubled ? examined(topic) : healthy;
  healths.set(topic, health);
  return health;
}

function examined({ partitions, minInsyncReplicas }: TopicObservation): Health {
  const of = (troubled: readonly { partition: number }[]) => troubled.map(({ partition }) => partition);
  return {
    underReplicated: of(partitions.filter(({ replicas, isr }) => isr.length < replicas.length)),
    // Kafka asks for no more in-sync replicas than there are replicas.
    underMinIsr: of(
      partitions.filter(
        ({ replicas, isr }) =>
          minInsyncReplicas !== null && isr.length < Math.min(minInsyncReplicas, replicas.length),
      ),
    ),
    offline: of(partitions.filter(({ leader }) => leader < 0)),
  };
}

const silents = new WeakMap<TopicObservation[], ReadonlySet<number>>();

/**
 * Brokers that are in sync with nothing although replicas are assigned to them: on their way down, or just started. A
 * single replica is in sync with itself and says nothing.
 */
export function silentBrokers({ topics }: ClusterObservation): ReadonlySet<number> {
  const known = silents.get(topics);
  if (known !== undefined) return known;
  const assigned = new Set<number>();
  const inSync = new Set<number>();
  for (const { partitions } of topics) {
    for (const { replicas, isr } of partitions) {
      if (replicas.length < 2) continue;
      for (const id of replicas) assigned.add(id);
      for (const id of isr) inSync.add(id);
    }
  }
  const silent = new Set([...assigned].filter((id) => !inSync.has(id)));
  silents.set(topics, silent);
  return silent;
}
