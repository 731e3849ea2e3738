import type { KafkaClient } from '../client/client.ts';
import { codes } from '../client/error-codes.ts';
import { fetchShareOffsets } from '../groups/share-offsets.ts';
import { offsetFetch, type CommittedOffset, type KnownOffsets } from '../protocol/offset-fetch.ts';
import { answerWithinMs } from './answer-within.ts';
import { listGroups, type ListedGroup } from './groups.ts';

export type Committed = Map<string, readonly CommittedOffset[]>;

/** Groups of one OffsetFetch; a larger request makes the coordinator hold up everybody else. */
const groupsPerFetch = 500;

/**
 * What groups have committed (OffsetFetch, many groups a request), by group id; of a share group, where its share
 * partitions start. Groups that moved to another coordinator meanwhile (error 16) are asked for once more at those in
 * `brokers`; what then still has no answer is left out. Where a group stands as it is `known`, it is that very array.
 */
export async function fetchCommitted(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  brokers: readonly number[],
  known: KnownOffsets = new Map(),
): Promise<Committed> {
  const { committed, misplaced } = await fetchFrom(client, groups, known);
  if (misplaced.size === 0) return committed;
  const { groups: listed } = await listGroups(client, brokers);
  const moved = listed.filter(({ groupId }) => misplaced.has(groupId));
  const again = await fetchFrom(client, moved, known);
  return new Map([...committed, ...again.committed]);
}

async function fetchFrom(
  client: KafkaClient,
  groups: readonly ListedGroup[],
  known: KnownOffsets,
): Promise<{ committed: Committed; misplaced: Set<string> }> {
  const committed: Committed = new Map();
  const misplaced = new Set<string>();
  const api = offsetFetch(known);
  const ofShares = async (broker: number, ids: readonly string[]) => {
    const answer = await fetchShareOffsets(client, broker, ids);
    for (const [groupId, offsets] of answer.committed) committed.set(groupId, offsets);
    for (const groupId of answer.misplaced) misplaced.add(groupId);
  };
  const ofOthers = async (broker: number, ids: readonly string[]) => {
    const answers = await client.request({ broker, withinMs: answerWithinMs }, api, ids);
    for (const { groupId, errorCode, offsets } of answers) {
      if (errorCode === codes.notCoordinator) misplaced.add(groupId);
      if (errorCode === codes.none) committed.set(groupId, offsets);
      // Listed, and yet unknown here: a kind of group that commits no offsets.
      if (errorCode === codes.groupIdNotFound) committed.set(groupId, []);
    }
  };
  const [shares, others] = [true, false].map((share) =>
    batchesOf(groups.filter(({ type }) => (type === 'share') === share)),
  );
  await Promise.allSettled([
    ...(shares ?? []).map(([broker, ids]) => ofShares(broker, ids)),
    ...(others ?? []).map(([broker, ids]) => ofOthers(broker, ids)),
  ]);
  return { committed, misplaced };
}

const batchesOf = (groups: readonly ListedGroup[]): [broker: number, ids: string[]][] =>
  [...Map.groupBy(groups, ({ coordinator }) => coordinator)].flatMap(([broker, all]) =>
    Array.from({ length: Math.ceil(all.length / groupsPerFetch) }, (_, index): [number, string[]] => [
      broker,
      all.slice(index * groupsPerFetch, (index + 1) * groupsPerFetch).map(({ groupId }) => groupId),
    ]),
  );
