import { MeshError } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { fetchShareOffsets } from '../groups/share-offsets.ts';
import { apis } from '../protocol/platformatic.ts';

/** A group as its coordinator lists it. */
export interface ListedGroup {
  groupId: string;
  state: string;
  type: string;
  coordinator: number;
}

export interface CommittedOffset {
  topic: string;
  partition: number;
  committed: number;
}

/** Groups of one OffsetFetch; a larger request makes the coordinator hold up everybody else. */
const groupsPerFetch = 500;

/** Groups of the brokers that answered, and why the others did not. */
export interface GroupListing {
  groups: ListedGroup[];
  failures: unknown[];
}

/**
 * Lists the groups of every broker (ListGroups v5). A broker lists exactly the groups it coordinates, so nobody needs to
 * be asked for coordinators, which on a cluster without consumers would also create the offsets topic. Throws where no
 * broker answers.
 */
export async function listGroups(client: KafkaClient, brokers: readonly number[]): Promise<GroupListing> {
  const answers = await Promise.allSettled(brokers.map((broker) => listGroupsOf(client, broker)));
  const failures = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  if (failures.length > 0 && failures.length === answers.length) throw failures[0];
  return {
    groups: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    failures,
  };
}

async function listGroupsOf(client: KafkaClient, broker: number): Promise<ListedGroup[]> {
  const { errorCode, groups } = await client.request({ broker }, apis.listGroupsV5.api, [], []);
  if (errorCode === codes.coordinatorLoading || errorCode === codes.coordinatorNotAvailable) {
    throw new MeshError('MESH_KAFKA_UNREACHABLE', `broker ${broker} is still taking its groups over`);
  }
  if (errorCode !== codes.none) {
    throw client.failure({ doing: 'list consumer groups', needs: 'Describe on Group:*' }, errorCode);
  }
  return groups.map(({ groupId, groupState, groupType }) => ({
    groupId,
    state: groupState,
    type: groupType.toLowerCase(),
    coordinator: broker,
  }));
}

/**
 * Finds one group. Throws MESH_TOOL_FAILED, naming the argument `groupId`, where no broker lists it; what a broker that
 * did not answer failed with, where it might have been that one's.
 */
export async function findGroup(
  client: KafkaClient,
  brokers: readonly number[],
  groupId: string,
): Promise<ListedGroup> {
  const { groups, failures } = await listGroups(client, brokers);
  const found = groups.find((group) => group.groupId === groupId);
  if (found !== undefined) return found;
  if (failures.length > 0) throw failures[0];
  throw new MeshError(
    'MESH_TOOL_FAILED',
    `groupId: there is no consumer group "${groupId}" that user ${client.username ?? 'anonymous'} may see`,
    { remedy: 'Check the name; to see a group this user needs the ACL Describe on it.' },
  );
}

/**
 * What groups have committed (OffsetFetch v9, many groups a request), by group id; of a share group, where its share
 * partitions start. Groups that moved to another
 * coordinator meanwhile (error 16) are asked for once more at those in `brokers`; what then still has no answer is
 * left out.
 */
export async function fetchCommitted(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  brokers: readonly number[],
): Promise<Map<string, CommittedOffset[]>> {
  const { committed, misplaced } = await fetchFrom(client, groups);
  if (misplaced.size === 0) return committed;
  const { groups: listed } = await listGroups(client, brokers);
  const moved = listed.filter(({ groupId }) => misplaced.has(groupId));
  const again = await fetchFrom(client, moved);
  return new Map([...committed, ...again.committed]);
}

async function fetchFrom(
  client: KafkaClient,
  groups: readonly ListedGroup[],
): Promise<{ committed: Map<string, CommittedOffset[]>; misplaced: Set<string> }> {
  const committed = new Map<string, CommittedOffset[]>();
  const misplaced = new Set<string>();
  const shares = Map.groupBy(
    groups.filter(({ type }) => type === 'share'),
    ({ coordinator }) => coordinator,
  );
  const others = groups.filter(({ type }) => type !== 'share');
  const chunks = [...Map.groupBy(others, ({ coordinator }) => coordinator)].flatMap(([broker, all]) =>
    Array.from({ length: Math.ceil(all.length / groupsPerFetch) }, (_, index) => ({
      broker,
      groups: all.slice(index * groupsPerFetch, (index + 1) * groupsPerFetch),
    })),
  );
  await Promise.allSettled([
    ...[...shares].map(async ([broker, asked]) => {
      const ids = asked.map(({ groupId }) => groupId);
      const answer = await fetchShareOffsets(client, broker, ids);
      for (const [groupId, offsets] of answer.committed) committed.set(groupId, offsets);
      for (const groupId of answer.misplaced) misplaced.add(groupId);
    }),
    ...chunks.map(async ({ broker, groups: asked }) => {
      const response = await client.request(
        { broker },
        apis.offsetFetchV9.api,
        asked.map(({ groupId }) => ({ groupId, memberId: null, memberEpoch: -1, topics: null })),
        false,
      );
      for (const { groupId, errorCode, topics } of response.groups) {
        if (errorCode === codes.notCoordinator) misplaced.add(groupId);
        if (errorCode === codes.none) committed.set(groupId, topics.flatMap(offsetsOf));
        // Listed, and yet unknown here: a kind of group that commits no offsets.
        if (errorCode === codes.groupIdNotFound) committed.set(groupId, []);
      }
    }),
  ]);
  return { committed, misplaced };
}

interface FetchedTopic {
  name: string;
  partitions: { partitionIndex: number; committedOffset: bigint; errorCode: number }[];
}

function offsetsOf({ name, partitions }: FetchedTopic): CommittedOffset[] {
  return partitions
    .filter(({ errorCode, committedOffset }) => errorCode === codes.none && committedOffset >= 0n)
    .map(({ partitionIndex, committedOffset }) => ({
      topic: name,
      partition: partitionIndex,
      committed: Number(committedOffset),
    }));
}
