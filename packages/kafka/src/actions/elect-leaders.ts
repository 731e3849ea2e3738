import { MeshError, type LeadersPreState, type ToolInput } from '@sremesh/contracts';
import { clusterName, type WriteAccess } from '../access/binding.ts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { readTopology } from '../observe/topology.ts';
import { electLeaders as electLeadersApi } from '../protocol/elect-leaders.ts';
import { untilReached } from './until-reached.ts';
import type { WriteAction } from './write-action.ts';

type Input = ToolInput<'elect_leaders'>;

const electionTimeoutMs = 5000;

/** Alter on the cluster lets its holder do much more (`alsoByAlterOnCluster`); Kafka has no narrower right for elections. */
export const electLeadersAccess = ({ partitions }: Input): WriteAccess => ({
  kind: 'cluster',
  acls: [
    { resource: 'Cluster', name: clusterName, operation: 'Alter' },
    ...topicsOf(partitions).map((name) => ({ resource: 'Topic', name, operation: 'Describe' }) as const),
  ],
});

const topicsOf = (partitions: Input['partitions']): string[] => [
  ...new Set(partitions.map(({ topic }) => topic)),
];

/** Elects preferred leaders (KIP-460). There is no inverse: leadership moves on by itself whenever a broker goes away. */
export function electLeaders(client: KafkaClient): WriteAction<'elect_leaders'> {
  const readLeaders = async ({ partitions }: Input): Promise<LeadersPreState> => {
    const { topics } = await readTopology(client, topicsOf(partitions), 'partitions');
    const shapes = new Map(topics.map((topic) => [topic.name, topic.partitions]));
    return partitions.map(({ topic, partition }) => {
      const shape = shapes.get(topic)?.find((candidate) => candidate.partition === partition);
      const preferredLeader = shape?.replicas[0];
      if (shape === undefined || preferredLeader === undefined) throw unknownPartition(topic, partition);
      return { topic, partition, leader: shape.leader, preferredLeader };
    });
  };

  const isReached = async (input: Input): Promise<boolean> =>
    (await readLeaders(input)).every(({ leader, preferredLeader }) => leader === preferredLeader);

  const apply = async (input: Input): Promise<void> => {
    const topics = [...Map.groupBy(input.partitions, ({ topic }) => topic)].map(([topic, partitions]) => ({
      topic,
      partitions: [...new Set(partitions.map(({ partition }) => partition))],
    }));
    const response = await client.request('controller', electLeadersApi, topics, electionTimeoutMs);
    const intent = { argument: 'partitions', doing: 'elect preferred leaders', needs: 'Alter on Cluster' };
    if (response.errorCode !== codes.none) throw client.failure(intent, response.errorCode);
    for (const { topic, partitions } of response.topics) {
      for (const { partition, errorCode, errorMessage } of partitions) {
        if (errorCode === codes.none || errorCode === codes.electionNotNeeded) continue;
        const doing = `elect the preferred leader of ${topic}/${partition}`;
        throw client.failure({ ...intent, doing }, errorCode, errorMessage);
      }
    }
    await untilReached('the election of preferred leaders', () => isReached(input));
  };

  return {
    tool: 'elect_leaders',
    readPreState: readLeaders,
    isReached,
    apply,
    readBack: async (input) => ({
      partitions: (await readLeaders(input)).map(({ topic, partition, leader }) => ({
        topic,
        partition,
        leader,
      })),
    }),
    inverse: () => null,
  };
}

const unknownPartition = (topic: string, partition: number): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `partitions: topic "${topic}" has no partition ${partition}`);
