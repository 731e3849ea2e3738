import type { API } from '@platformatic/kafka';
import { CompactCursor } from './compact-cursor.ts';
import { apis, Writer } from './platformatic.ts';

export interface CommittedOffset {
  topic: string;
  partition: number;
  committed: number;
}

/** Offsets as last seen, by group id. */
export type KnownOffsets = ReadonlyMap<string, readonly CommittedOffset[]>;

export interface FetchedGroup {
  groupId: string;
  errorCode: number;
  /** The very array that was known where nothing changed; partitions without a commit or with an error left out. */
  offsets: readonly CommittedOffset[];
}

/**
 * OffsetFetch v9 of many groups and all their topics. The answer is compared with what is known while it is read:
 * thousands of groups that stand still make no objects.
 *
 *   request  => [group_id member_id member_epoch INT32 [topics]] require_stable BOOL
 *   response => throttle_time_ms INT32 [group_id [name [partition INT32 offset INT64 leader_epoch INT32 metadata
 *               error_code INT16]] error_code INT16]
 */
export const offsetFetch = (known: KnownOffsets): API<[groupIds: readonly string[]], FetchedGroup[]> =>
  apis.createAPI<[groupIds: readonly string[]], FetchedGroup[]>(
    9,
    9,
    createRequest,
    (_id, _key, _version, reader) => fetchedGroups(reader.buffer.slice(reader.position), known),
  );

/** Reads the body of a response. */
export function fetchedGroups(body: Buffer, known: KnownOffsets): FetchedGroup[] {
  const cursor = new CompactCursor(body);
  cursor.int32();
  return Array.from({ length: cursor.length() }, () => readGroup(cursor, known));
}

function createRequest(groupIds: readonly string[]) {
  return Writer.create()
    .appendArray([...groupIds], (writer, groupId) => {
      writer
        .appendString(groupId)
        .appendString(null)
        .appendInt32(-1)
        .appendArray(null, () => undefined);
    })
    .appendBoolean(false)
    .appendTaggedFields();
}

function readGroup(cursor: CompactCursor, known: KnownOffsets): FetchedGroup {
  const groupId = cursor.string();
  const before = known.get(groupId) ?? [];
  let changed: CommittedOffset[] | undefined;
  let count = 0;
  for (let topics = cursor.length(); topics > 0; topics -= 1) {
    const topic = cursor.string();
    for (let partitions = cursor.length(); partitions > 0; partitions -= 1) {
      const partition = cursor.int32();
      const committed = cursor.int64();
      cursor.int32();
      cursor.skipString();
      const errorCode = cursor.int16();
      cursor.skipTags();
      if (errorCode !== 0 || committed < 0) continue;
      const was = before[count];
      const same = was?.committed === committed && was.partition === partition && was.topic === topic;
      if (!same) changed ??= before.slice(0, count);
      changed?.push(same ? was : { topic, partition, committed });
      count += 1;
    }
    cursor.skipTags();
  }
  const errorCode = cursor.int16();
  cursor.skipTags();
  return {
    groupId,
    errorCode,
    offsets: changed ?? (count === before.length ? before : before.slice(0, count)),
  };
}
