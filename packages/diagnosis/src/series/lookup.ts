import type { ClusterObservation, GroupObservation, TopicObservation } from '@sremesh/contracts';

/** The log ends of a topic's partitions, taken together. */
export interface Ends {
  records: number;
  partitions: number;
}

interface Lookup {
  ends: ReadonlyMap<string, Ends>;
  topics: ReadonlyMap<string, TopicObservation>;
  groups: ReadonlyMap<string, GroupObservation>;
}

/** Observations do not change, so each is indexed once, however many detectors look into it at however many sweeps. */
const lookups = new WeakMap<ClusterObservation, Lookup>();

function lookupOf(observation: ClusterObservation): Lookup {
  const known = lookups.get(observation);
  if (known !== undefined) return known;
  const lookup = {
    ends: new Map(observation.topics.map((topic) => [topic.name, endsOf(topic)])),
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

/** Without the partitions whose end is not known. */
export const endsIn = (observation: ClusterObservation, topic: string): Ends | undefined =>
  lookupOf(observation).ends.get(topic);

function endsOf(topic: TopicObservation): Ends {
  const ends = { records: 0, partitions: 0 };
  for (const { highWatermark } of topic.partitions) {
    if (highWatermark < 0) continue;
    ends.records += highWatermark;
    ends.partitions += 1;
  }
  return ends;
}
