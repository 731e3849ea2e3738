import { MeshError } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { apis } from '../protocol/platformatic.ts';
import { answerWithinMs } from './answer-within.ts';

/** A group as its coordinator lists it. */
export interface ListedGroup {
  groupId: string;
  state: string;
  type: string;
  coordinator: number;
}

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
  const { errorCode, groups } = await client.request(
    { broker, withinMs: answerWithinMs },
    apis.listGroupsV5.api,
    [],
    [],
  );
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
