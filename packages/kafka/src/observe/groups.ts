import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
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

/**
 * Lists the groups of every broker (ListGroups v5). A broker lists exactly the groups it coordinates, so nobody needs to
 * be asked for coordinators, which on a cluster without consumers would also create the offsets topic. Brokers that do
 * not answer, or are just taking their groups over, are left out; throws where none of them answers.
 */
export async function listGroups(client: KafkaClient, brokers: readonly number[]): Promise<ListedGroup[]> {
  const listed = await Promise.allSettled(brokers.map((broker) => listGroupsOf(client, broker)));
  const failed = listed.find((result) => result.status === 'rejected');
  if (failed !== undefined && listed.every(({ status }) => status === 'rejected')) throw failed.reason;
  return listed.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function listGroupsOf(client: KafkaClient, broker: number): Promise<ListedGroup[]> {
  const { errorCode, groups } = await client.request({ broker }, apis.listGroupsV5.api, [], []);
  if (errorCode !== codes.none && errorCode !== codes.coordinatorLoading) {
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
 * What groups have committed (OffsetFetch v9, many groups a request), by group id. Groups that moved to another
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
  const moved = (await listGroups(client, brokers)).filter(({ groupId }) => misplaced.has(groupId));
  const again = await fetchFrom(client, moved);
  return new Map([...committed, ...again.committed]);
}

async function fetchFrom(
  client: KafkaClient,
  groups: readonly ListedGroup[],
): Promise<{ committed: Map<string, CommittedOffset[]>; misplaced: Set<string> }> {
  const committed = new Map<string, CommittedOffset[]>();
  const misplaced = new Set<string>();
  const chunks = [...Map.groupBy(groups, ({ coordinator }) => coordinator)].flatMap(([broker, all]) =>
    Array.from({ length: Math.ceil(all.length / groupsPerFetch) }, (_, index) => ({
      broker,
      groups: all.slice(index * groupsPerFetch, (index + 1) * groupsPerFetch),
    })),
  );
  await Promise.allSettled(
    chunks.map(async ({ broker, groups: asked }) => {
      const response = await client.request(
        { broker },
        apis.offsetFetchV9.api,
        asked.map(({ groupId }) => ({ groupId, memberId: null, memberEpoch: -1, topics: null })),
        false,
      );
      for (const { groupId, errorCode, topics } of response.groups) {
        if (errorCode === codes.notCoordinator) misplaced.add(groupId);
        if (errorCode === codes.none) committed.set(groupId, topics.flatMap(offsetsOf));
      }
    }),
  );
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
