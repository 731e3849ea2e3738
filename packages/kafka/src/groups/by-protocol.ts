import type { KafkaClient } from '../client/client.ts';
import { apis } from '../protocol/platformatic.ts';
import { shareGroupDescribe } from '../protocol/share-group-describe.ts';
import { countAssigned } from './assignment.ts';
import { countPartitions, orNull, type DescribedGroup } from './description.ts';

type Describe = (
  client: KafkaClient,
  target: { broker: number },
  groupId: string,
) => Promise<DescribedGroup | undefined>;

/** DescribeGroups v5. A group that is gone is "Dead", without an error. */
export const describeClassic: Describe = async (client, target, groupId) => {
  const { groups } = await client.request(target, apis.describeGroupsV5.api, [groupId], false);
  const [answer] = groups;
  if (answer === undefined) return undefined;
  const members = answer.members.map((member) => ({
    memberId: member.memberId,
    clientId: member.clientId,
    host: hostOf(member.clientHost),
    instanceId: member.groupInstanceId ?? null,
    assigned: answer.protocolType === 'consumer' ? countAssigned(member.memberAssignment) : null,
  }));
  const assignor = orNull(answer.protocolData);
  const group = { state: answer.groupState, groupEpoch: null, assignor, members };
  return { errorCode: answer.errorCode, errorMessage: null, group };
};

/** ConsumerGroupDescribe v0 (KIP-848). */
export const describeConsumer: Describe = async (client, target, groupId) => {
  const { groups } = await client.request(target, apis.consumerGroupDescribeV0.api, [groupId], false);
  const [answer] = groups;
  if (answer === undefined) return undefined;
  const { errorCode, errorMessage, groupState: state, groupEpoch, assignorName } = answer;
  const members = answer.members.map(({ memberId, clientId, clientHost, instanceId, assignment }) => ({
    memberId,
    clientId,
    host: hostOf(clientHost),
    instanceId: instanceId ?? null,
    assigned: countPartitions(assignment.topicPartitions),
  }));
  const group = { state, groupEpoch, assignor: orNull(assignorName), members };
  return { errorCode, errorMessage: errorMessage ?? null, group };
};

/** ShareGroupDescribe v1 (KIP-932). */
export const describeShare: Describe = async (client, target, groupId) => {
  const [answer] = await client.request(target, shareGroupDescribe, [groupId]);
  if (answer === undefined) return undefined;
  const { errorCode, errorMessage, groupState: state, groupEpoch, assignorName } = answer;
  const members = answer.members.map(({ memberId, clientId, clientHost, assignment }) => ({
    memberId,
    clientId,
    host: hostOf(clientHost),
    instanceId: null,
    assigned: countPartitions(assignment),
  }));
  const group = { state, groupEpoch, assignor: orNull(assignorName), members };
  return { errorCode, errorMessage, group };
};

/** Java writes an address as `name/address`, without a name mostly. */
const hostOf = (clientHost: string): string => clientHost.replace(/^.*\//, '');
