import type { DriftEntry, DriftObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import type { Declared, DeclaredSource } from '../../declared/declared.ts';
import { brokerConfigs, topicOverrides, type Overrides } from './overrides.ts';
import { complete, type Part } from './part.ts';

/** Set by reassignments for the time they take, and so declared by nobody. */
const throttles: ReadonlySet<string> = new Set([
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
]);

/** Where topics and brokers differ from what was declared. Needs DescribeConfigs on them. */
export const driftPart = (client: KafkaClient, source: DeclaredSource): Part<DriftObservation> => ({
  everyMs: 1500,
  timeoutMs: 8000,
  shared: true,
  async read({ brokers, topics }) {
    const at = Date.now();
    const declared = await source.read();
    const seen = new Set(topics);
    const up = new Set(brokers.map(String));
    const [overrides, configs] = await Promise.all([
      topicOverrides(
        client,
        [...declared.topics.keys()].filter((topic) => seen.has(topic)),
      ),
      brokerConfigs(
        client,
        [...declared.brokers].filter(([broker]) => up.has(broker)),
      ),
    ]);
    return complete({ at, entries: driftBetween(declared, overrides, configs) });
  },
});

/** What differs, in the order of names. What was not read is left out. Pure. */
export function driftBetween(declared: Declared, topics: Overrides, brokers: Overrides): DriftEntry[] {
  const ofTopics = [...topics].flatMap(([name, actual]) => {
    const wanted = declared.topics.get(name) ?? new Map<string, string>();
    return differences('topic', name, wanted, actual, new Set([...wanted.keys(), ...actual.keys()]));
  });
  const ofBrokers = [...brokers].flatMap(([name, actual]) => {
    const wanted = declared.brokers.get(name) ?? new Map<string, string>();
    return differences('broker', name, wanted, actual, new Set(wanted.keys()).intersection(actual));
  });
  return [...ofTopics, ...ofBrokers];
}

function differences(
  kind: DriftEntry['kind'],
  name: string,
  wanted: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string | null>,
  configs: ReadonlySet<string>,
): DriftEntry[] {
  return [...configs]
    .filter((config) => !throttles.has(config) && wanted.get(config) !== (actual.get(config) ?? undefined))
    .toSorted()
    .map((config) => ({
      kind,
      name,
      config,
      declared: wanted.get(config) ?? null,
      actual: actual.get(config) ?? null,
    }));
}
