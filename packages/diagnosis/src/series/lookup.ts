import type { ClusterObservation, GroupObservation, TopicObservation } from '@sremesh/contracts';

interface Lookup {
  topics: ReadonlyMap<string, TopicObservation>;
  groups: ReadonlyMap<string, GroupObservation>;
}

/** Observations do not change, so each is indexed once, however many detectors look into it at however many sweeps. */
const lookups = new WeakMap<ClusterObservation, Lookup>();

function lookupOf(observation: ClusterObservation): Lookup {
  const known = lookups.get(observation);
  if (known !== undefined) return known;
  const lookup = {
    topics: new Map(observation.topics.map((topic) => [topic.name, topic])),
    groups: new Map(observation.groups.map((group) => [group.groupId, group])),
  };
  lookups.set(observation, lookup);
  return lookup;
}

export const topicIn = (observation: ClusterObservation, name: string): TopicObservation | undefined =>
  lookupOf(observation).topics.get(name);

export const groupIn = (observation: ClusterObservation, groupId: string): GroupObservation | undefined =>
  lookupOf(observation).groups.get(groupId);
