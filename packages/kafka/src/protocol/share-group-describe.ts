import type { API, Reader } from '@platformatic/kafka';
import { apis, Writer } from './platformatic.ts';

export interface ShareGroupDescribeMember {
  memberId: string;
  clientId: string;
  clientHost: string;
  /** By topic. */
  assignment: { topic: string; partitions: number[] }[];
}

export interface ShareGroupDescribeGroup {
  errorCode: number;
  errorMessage: string | null;
  groupId: string;
  groupState: string;
  groupEpoch: number;
  assignorName: string;
  members: ShareGroupDescribeMember[];
}

/**
 * ShareGroupDescribe v1 (KIP-932), without the authorized operations: the client library has no such request.
 *
 *   request  => [group_id] include_authorized_operations BOOLEAN
 *   response => throttle_time_ms INT32 [error_code INT16 error_message group_id group_state group_epoch INT32
 *               assignment_epoch INT32 assignor_name [member_id rack_id member_epoch INT32 client_id client_host
 *               [topic_name] assignment([topic_id UUID topic_name [INT32]])] authorized_operations INT32]
 */
export const shareGroupDescribe: API<[groupIds: string[]], ShareGroupDescribeGroup[]> = apis.createAPI<
  [groupIds: string[]],
  ShareGroupDescribeGroup[]
>(77, 1, createRequest, parseResponse);

function createRequest(groupIds: string[]) {
  return Writer.create()
    .appendArray(groupIds, (writer, groupId) => writer.appendString(groupId), true, false)
    .appendBoolean(false)
    .appendTaggedFields();
}

function parseResponse(
  _id: number,
  _key: number,
  _version: number,
  reader: Reader,
): ShareGroupDescribeGroup[] {
  reader.readInt32();
  const groups = reader.readArray(readGroup);
  reader.readTaggedFields();
  return groups;
}

function readGroup(reader: Reader): ShareGroupDescribeGroup {
  const head = {
    errorCode: reader.readInt16(),
    errorMessage: reader.readNullableString(),
    groupId: reader.readString(),
    groupState: reader.readString(),
    groupEpoch: reader.readInt32(),
  };
  reader.readInt32();
  const group = { ...head, assignorName: reader.readString(), members: reader.readArray(readMember) };
  reader.readInt32();
  return group;
}

function readMember(reader: Reader): ShareGroupDescribeMember {
  const memberId = reader.readString();
  reader.readNullableString();
  reader.readInt32();
  const client = { memberId, clientId: reader.readString(), clientHost: reader.readString() };
  reader.readArray((topics) => topics.readString(), true, false);
  const assignment = reader.readArray((topics) => {
    topics.readUUID();
    return {
      topic: topics.readString(),
      partitions: topics.readArray((partitions) => partitions.readInt32(), true, false),
    };
  });
  reader.readTaggedFields();
  return { ...client, assignment };
}
