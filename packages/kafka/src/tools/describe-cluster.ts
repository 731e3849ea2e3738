import type { ToolOutput } from '@sremesh/contracts';
import { readRegisteredBrokers } from '../observe/parts/registered-brokers.ts';
import { readTopology, type TopicShape } from '../observe/topology.ts';
import type { ReadTool, ReadToolDeps } from './deps.ts';
import { describeQuorum, readQuorumIfAny } from './describe-quorum.ts';
import { isSkewed, isUnderReplicated } from './replication.ts';
import { visibilityOf } from './visibility.ts';

type Leadership = Pick<
  ToolOutput<'describe_cluster'>['brokers'][number],
  'leaders' | 'preferredLeaders' | 'leaderImbalance'
>;

export const describeCluster =
  ({ client, window }: ReadToolDeps): ReadTool<'describe_cluster'> =>
  async () => {
    const at = Date.now();
    const [{ cluster, brokers, topics }, quorum, registered, visibility] = await Promise.all([
      readTopology(client, null, 'topics'),
      readQuorumIfAny(client),
      readRegisteredBrokers(client),
      visibilityOf(client, 'Topic'),
    ]);
    const partitions = topics.flatMap((topic) => topic.partitions);
    const up = new Set(brokers.map(({ id }) => id));
    const assigned = partitions.flatMap(({ replicas }) => replicas);
    const past = window.observations().filter((observation) => observation.cluster === cluster);
    const known = past.flatMap((seen) => [...seen.brokers.map(({ id }) => id), ...seen.absentBrokers]);
    const expected = expectedBrokers(registered, past.at(-1)?.absentBrokers, new Set(known));
    const leadership = leaderships(partitions);
    return {
      clusterId: cluster,
      observedAt: new Date(at).toISOString(),
      ...describeQuorum(quorum, at, past),
      brokers: brokers
        .toSorted((a, b) => a.id - b.id)
        .map((broker) => ({ ...broker, ...(leadership.get(broker.id) ?? leadsNothing) })),
      absentBrokers: [...new Set([...expected, ...assigned])]
        .filter((id) => !up.has(id))
        .toSorted((a, b) => a - b),
      offlineReplicas: assigned.filter((id) => !up.has(id)).length,
      underReplicatedPartitions: partitions.filter(isUnderReplicated).length,
      visibility,
    };
  };

/**
 * Those that the cluster counts on: who is registered, but for one that the window has never known, which is only about
 * to join; where nobody tells who is registered, who was absent in the newest sweep.
 */
const expectedBrokers = (
  registered: readonly number[] | null,
  remembered: readonly number[] | undefined,
  known: ReadonlySet<number>,
): readonly number[] =>
  registered?.filter((id) => remembered === undefined || known.has(id)) ?? remembered ?? [];

const leadsNothing: Leadership = { leaders: 0, preferredLeaders: 0, leaderImbalance: 0 };

/** By broker id. */
function leaderships(partitions: TopicShape['partitions']): Map<number, Leadership> {
  const byLeader = Map.groupBy(partitions, ({ leader }) => leader);
  const byPreferred = Map.groupBy(partitions, ({ replicas }) => replicas[0] ?? -1);
  const ids = new Set([...byLeader.keys(), ...byPreferred.keys()]);
  return new Map(
    [...ids].map((id) => {
      const preferred = byPreferred.get(id) ?? [];
      const lost = preferred.filter(isSkewed).length;
      return [
        id,
        {
          leaders: byLeader.get(id)?.length ?? 0,
          preferredLeaders: preferred.length,
          leaderImbalance: preferred.length === 0 ? 0 : lost / preferred.length,
        },
      ];
    }),
  );
}
