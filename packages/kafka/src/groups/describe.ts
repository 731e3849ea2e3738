import { MeshError } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { findGroup, type ListedGroup } from '../observe/groups.ts';
import { describeClassic, describeConsumer, describeShare } from './by-protocol.ts';
import type { GroupDescription } from './description.ts';

/** Answers after which the group is looked for anew: it moved, or was deleted, or changed its protocol meanwhile. */
const lookAgain: ReadonlySet<number> = new Set([
  codes.notCoordinator,
  codes.coordinatorLoading,
  codes.coordinatorNotAvailable,
  codes.groupIdNotFound,
]);
const attempts = 3;

/**
 * Finds a group and describes it by its own protocol: classic, KIP-848 (`consumer`) or share; of another (`streams`) only
 * what is listed is told. Throws MESH_TOOL_FAILED, naming `groupId`, where it is not there or vanished meanwhile;
 * MESH_KAFKA_REFUSED, MESH_KAFKA_UNREACHABLE.
 */
export async function describeGroup(
  client: KafkaClient,
  brokers: readonly number[],
  groupId: string,
): Promise<{ listed: ListedGroup; group: GroupDescription }> {
  for (let attempt = 1; ; attempt += 1) {
    const listed = await findGroup(client, brokers, groupId);
    const answer = await describeBy(client, listed);
    if (answer === undefined) throw new MeshError('MESH_KAFKA_UNREACHABLE', noAnswer(groupId));
    const { errorCode, errorMessage, group } = answer;
    const vanished = errorCode === codes.none && group.state === 'Dead' && listed.state !== 'Dead';
    if (errorCode === codes.none && !vanished) return { listed, group };
    if (attempt < attempts && (vanished || lookAgain.has(errorCode))) continue;
    throw client.failure(
      { argument: 'groupId', doing: `describe group "${groupId}"`, needs: `Describe on Group:${groupId}` },
      vanished ? codes.groupIdNotFound : errorCode,
      errorMessage,
    );
  }
}

async function describeBy(client: KafkaClient, { groupId, type, state, coordinator }: ListedGroup) {
  const target = { broker: coordinator };
  if (type === 'classic') return describeClassic(client, target, groupId);
  if (type === 'consumer') return describeConsumer(client, target, groupId);
  if (type === 'share') return describeShare(client, target, groupId);
  const group = { state, groupEpoch: null, assignor: null, members: [] };
  return { errorCode: codes.none, errorMessage: null, group };
}

const noAnswer = (groupId: string): string => `the coordinator of group "${groupId}" says nothing of it`;
