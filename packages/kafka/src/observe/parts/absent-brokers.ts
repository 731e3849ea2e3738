import type { BrokerObservation, TopicObservation } from '@sremesh/contracts';

const rememberedMs = 60_000;

export interface AbsentBrokers {
  /**
   * Ids of brokers that are not up and that replicas are assigned to, or that the cluster counts on: `registered` ones
   * that have been up, or that were registered before the first look. Where it is not known who is registered (null),
   * those that were up within a minute.
   */
  update(
    at: number,
    up: readonly BrokerObservation[],
    topics: readonly Pick<TopicObservation, 'partitions'>[],
    registered: readonly number[] | null,
  ): number[];
}

/**
 * Remembers who was up. A broker that is unregistered is forgotten at once; one that registers and is not up yet is only
 * about to join.
 */
export function createAbsentBrokers(): AbsentBrokers {
  const lastUp = new Map<number, number>();
  let looked = false;
  const keepRegistered = (registered: ReadonlySet<number>, at: number) => {
    for (const id of lastUp.keys()) if (!registered.has(id)) lastUp.delete(id);
    for (const id of registered) if (!looked || lastUp.has(id)) lastUp.set(id, at);
    looked = true;
  };
  return {
    update(at, up, topics, registered) {
      const isUp = new Set(up.map(({ id }) => id));
      if (registered !== null) keepRegistered(new Set(registered), at);
      for (const id of isUp) lastUp.set(id, at);
      for (const [id, seen] of lastUp) if (at - seen > rememberedMs) lastUp.delete(id);
      const expected = new Set(lastUp.keys());
      for (const { partitions } of topics)
        for (const { replicas } of partitions) for (const id of replicas) expected.add(id);
      return [...expected.difference(isUp)].toSorted((a, b) => a - b);
    },
  };
}
