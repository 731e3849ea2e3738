import type { BrokerObservation, TopicObservation } from '@sremesh/contracts';

const rememberedMs = 60_000;

export interface AbsentBrokers {
  /** Ids of brokers that are registered and not up, that replicas are assigned to, or that were up within a minute. */
  update(
    at: number,
    up: readonly BrokerObservation[],
    topics: readonly Pick<TopicObservation, 'partitions'>[],
    registered: readonly number[],
  ): number[];
}

/** Remembers who was up, since a broker that is unregistered and had no replicas would leave without a trace. */
export function createAbsentBrokers(): AbsentBrokers {
  const lastUp = new Map<number, number>();
  return {
    update(at, up, topics, registered) {
      const isUp = new Set(up.map(({ id }) => id));
      for (const [id, seen] of lastUp) if (at - seen > rememberedMs) lastUp.delete(id);
      for (const id of isUp) lastUp.set(id, at);
      const expected = new Set([...registered, ...lastUp.keys()]);
      for (const { partitions } of topics)
        for (const { replicas } of partitions) for (const id of replicas) expected.add(id);
      return [...expected.difference(isUp)].toSorted((a, b) => a - b);
    },
  };
}
