import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import type { CommittedOffset } from '../protocol/offset-fetch.ts';
import { describeShareGroupOffsets } from '../protocol/describe-share-group-offsets.ts';

/**
 * Where share groups of one coordinator stand: the start offset of each share partition, before which every record is
 * done with. Partitions that a group has not begun to read are left out, and so are groups without an answer.
 *
 * @returns by group id
 */
export async function fetchShareOffsets(
  client: KafkaClient,
  coordinator: number,
  groupIds: readonly string[],
): Promise<{ committed: Map<string, CommittedOffset[]>; misplaced: string[] }> {
  const answers = await client.request({ broker: coordinator }, describeShareGroupOffsets, [...groupIds]);
  return {
    committed: new Map(
      answers
        .filter(({ errorCode }) => errorCode === codes.none)
        .map(({ groupId, topics }) => [groupId, topics.flatMap(offsetsOf)]),
    ),
    misplaced: answers
      .filter(({ errorCode }) => errorCode === codes.notCoordinator)
      .map(({ groupId }) => groupId),
  };
}

function offsetsOf({
  topic,
  partitions,
}: {
  topic: string;
  partitions: readonly { partition: number; startOffset: number; errorCode: number }[];
}): CommittedOffset[] {
  return partitions
    .filter(({ errorCode, startOffset }) => errorCode === codes.none && startOffset >= 0)
    .map(({ partition, startOffset }) => ({ topic, partition, committed: startOffset }));
}
