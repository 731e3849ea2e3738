import type { ClusterObservation, PartitionObservation } from '@sremesh/contracts';
import { healthOf } from './health.ts';

/** A broker that fell out of sync on many topics at about the same time. */
export interface LaggingBroker {
  broker: number;
  /** The earliest observation that shows it; epoch milliseconds. */
  since: number;
  /** Whether the window shows a time before. */
  begun: boolean;
  /** Topics that have lacked it since, by name, each with the time since when without a break. */
  topics: ReadonlyMap<string, number>;
}

/** So many topics are the broker's trouble, and no longer theirs. */
const leastTopics = 3;
/** A topic that has lacked a broker for so long before others do has trouble of its own. Milliseconds. */
const ownMs = 2000;

/**
 * How a broker lags on many topics now; undefined where it does not. Once many lacked it at a time, it is told of until
 * it is in sync again on all of those, so that the last of them is not another trouble.
 */
export function laggingBroker(
  window: readonly ClusterObservation[],
  broker: number,
): LaggingBroker | undefined {
  const lackedSince = new Map<string, number>();
  let own = new Set<string>();
  let many: { since: number; begun: boolean } | undefined;
  let first: number | undefined;
  for (const observation of window) {
    if (observation.topics.length === 0) continue;
    const { at } = observation;
    first ??= at;
    const lacking = lackersIn(observation).get(broker) ?? new Set();
    for (const name of lackedSince.keys()) if (!lacking.has(name)) lackedSince.delete(name);
    for (const name of lacking) lackedSince.set(name, lackedSince.get(name) ?? at);
    own = own.intersection(lacking);
    const others = [...lackedSince].filter(([name]) => !own.has(name));
    if (many !== undefined && others.length > 0) continue;
    const together = others.filter(([, since]) => at - since < ownMs || since === first);
    if (together.length >= leastTopics) {
      const since = Math.min(...together.map(([, from]) => from));
      many = { since, begun: since !== first };
      own = lacking.difference(new Set(together.map(([name]) => name)));
    } else [many, own] = [undefined, new Set()];
  }
  const topics = new Map([...lackedSince].filter(([name]) => !own.has(name)));
  return many === undefined ? undefined : { broker, ...many, topics };
}

const lackers = new WeakMap<ClusterObservation, ReadonlyMap<number, ReadonlySet<string>>>();

/** Names of the topics that lack a broker, by its id. */
function lackersIn(observation: ClusterObservation): ReadonlyMap<number, ReadonlySet<string>> {
  const known = lackers.get(observation);
  if (known !== undefined) return known;
  const lacked = new Map<number, Set<string>>();
  for (const topic of observation.topics) {
    if (healthOf(topic).underReplicated.length === 0) continue;
    for (const id of topic.partitions.flatMap(missingFrom))
      lacked.set(id, (lacked.get(id) ?? new Set()).add(topic.name));
  }
  lackers.set(observation, lacked);
  return lacked;
}

/** Ids of the replicas of a partition that are not in sync. */
export const missingFrom = ({ replicas, isr }: PartitionObservation): number[] =>
  replicas.filter((id) => !isr.includes(id));
