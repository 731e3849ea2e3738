import type { ClusterObservation } from '@sremesh/contracts';
import { earliest, latest, listOffsets, partitionKey } from '../observe/list-offsets.ts';
import { readTopology, unknownOffset } from '../observe/topology.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';

export const describeTopics =
  ({ client, window }: ReadToolDeps): ReadTool<'describe_topics'> =>
  async ({ topics, onlyLeaderSkew, limit }) => {
    const observedAt = new Date().toISOString();
    const topology = await readTopology(client, topics ?? null, 'topics');
    const matching = topology.topics
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topic: name, ...partition })))
      .filter((partition) => !onlyLeaderSkew || isSkewed(partition));
    const shown = matching.slice(0, limit);
    const at = (timestamp: number) =>
      listOffsets(
        client,
        shown.map((query) => ({ ...query, timestamp })),
      );
    const [starts, ends] = await Promise.all([at(earliest), at(latest)]);
    return {
      observedAt,
      partitions: shown.map((partition) => {
        const key = partitionKey(partition.topic, partition.partition);
        return {
          ...partition,
          produceRate: null,
          minInsyncReplicas: null,
          logStartOffset: starts.get(key)?.offset ?? unknownOffset,
          highWatermark: ends.get(key)?.offset ?? unknownOffset,
        };
      }),
      omitted: matching.length - shown.length,
      nextCursor: null,
      claim: null,
      visibility: { complete: null, note: null },
      consumerGroups: groupsOf(window.observations().at(-1), topics),
    };
  };

function groupsOf(
  observation: ClusterObservation | undefined,
  topics: readonly string[] | undefined,
): number | null {
  if (observation === undefined) return null;
  return observation.groups.filter(({ offsets }) =>
    offsets.some(({ topic }) => topics?.includes(topic) ?? true),
  ).length;
}

/** Led by another than its preferred leader, which is in sync and could lead. */
function isSkewed({ leader, replicas, isr }: { leader: number; replicas: number[]; isr: number[] }): boolean {
  const [preferred] = replicas;
  return preferred !== undefined && leader !== preferred && isr.includes(preferred);
}
