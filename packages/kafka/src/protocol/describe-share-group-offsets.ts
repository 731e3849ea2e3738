import type { API, Reader } from '@platformatic/kafka';
import { apis, Writer } from './platformatic.ts';

export interface ShareGroupOffsets {
  groupId: string;
  topics: {
    topic: string;
    /** `startOffset`: everything before it is done with; -1 where the group has not begun to read. */
    partitions: { partition: number; startOffset: number; errorCode: number }[];
  }[];
  errorCode: number;
}

/**
 * DescribeShareGroupOffsets v0 (KIP-932), for every topic of the groups: the client library has no such request.
 *
 *   request  => [group_id [topic_name [INT32]]]
 *   response => throttle_time_ms INT32 [group_id [topic_name topic_id UUID [partition INT32 start_offset INT64
 *               leader_epoch INT32 error_code INT16 error_message]] error_code INT16 error_message]
 */
export const describeShareGroupOffsets: API<[groupIds: string[]], ShareGroupOffsets[]> = apis.createAPI<
  [groupIds: string[]],
  ShareGroupOffsets[]
>(90, 0, createRequest, parseResponse);

function createRequest(groupIds: string[]) {
  return Writer.create()
    .appendArray(groupIds, (writer, groupId) => {
      writer.appendString(groupId).appendArray(null, () => undefined);
    })
    .appendTaggedFields();
}

function parseResponse(_id: number, _key: number, _version: number, reader: Reader): ShareGroupOffsets[] {
  reader.readInt32();
  const groups = reader.readArray(readGroup);
  reader.readTaggedFields();
  return groups;
}

function readGroup(reader: Reader): ShareGroupOffsets {
  const groupId = reader.readString();
  const topics = reader.readArray((topicReader) => {
    const topic = topicReader.readString();
    topicReader.readUUID();
    return { topic, partitions: topicReader.readArray(readPartition) };
  });
  const errorCode = reader.readInt16();
  reader.readNullableString();
  return { groupId, topics, errorCode };
}

function readPartition(reader: Reader): ShareGroupOffsets['topics'][number]['partitions'][number] {
  const partition = reader.readInt32();
  const startOffset = Number(reader.readInt64());
  reader.readInt32();
  const errorCode = reader.readInt16();
  reader.readNullableString();
  return { partition, startOffset, errorCode };
}
