import { isDeepStrictEqual } from 'node:util';
import type { GroupMembersObservation } from '@sremesh/contracts';
import type { KafkaClient } from '../../client/client.ts';
import { codes } from '../../client/error-codes.ts';
import { apis } from '../../protocol/platformatic.ts';
import { answerWithinMs } from '../answer-within.ts';
import type { ListedGroup } from '../groups.ts';

type Members = GroupMembersObservation['list'];

/** Groups described in one sweep; their members and assignments come with them, which may be large. */
const groupsPerSweep = 100;

const settled: ReadonlySet<string> = new Set(['Stable', 'Empty', 'Dead']);

interface Known {
  state: string;
  members: GroupMembersObservation | null;
  /** `performance.now()`. */
  readAt: number;
}

export interface MemberCache {
  /** Describes groups whose state changed or is in motion, then those described longest ago, and tells what is known. */
  refresh(listed: readonly ListedGroup[]): Promise<ReadonlyMap<string, GroupMembersObservation | null>>;
}

/**
 * Members by group, kept at a bounded cost: one request per coordinator and kind of group in each refresh. Groups that
 * are empty need no asking. `at` says since when the members are the ones of the list.
 */
export function createMemberCache(client: KafkaClient): MemberCache {
  let known = new Map<string, Known>();
  return {
    async refresh(listed) {
      const at = Date.now();
      known = new Map(
        listed.map(({ groupId, state }): [string, Known] => {
          const was = known.get(groupId) ?? { state: '', members: null, readAt: -Infinity };
          if (state === 'Empty' || state === 'Dead')
            return [groupId, { state, members: updated(was.members, at, []), readAt: Infinity }];
          return [groupId, was.state === state ? was : { ...was, state, readAt: -Infinity }];
        }),
      );
      const due = listed
        .filter(({ groupId, type }) => describable.has(type) && known.get(groupId)?.readAt !== Infinity)
        .map((group) => [urgency(group, known.get(group.groupId)), group] as const)
        .toSorted(([a], [b]) => a - b)
        .slice(0, groupsPerSweep)
        .map(([, group]) => group);
      for (const [groupId, members] of await describeMembers(client, due)) {
        const was = known.get(groupId);
        if (was === undefined) continue;
        known.set(groupId, { ...was, members: updated(was.members, at, members), readAt: performance.now() });
      }
      return new Map([...known].map(([groupId, { members }]) => [groupId, members]));
    },
  };
}

const describable: ReadonlySet<string> = new Set(['classic', 'consumer']);

/** The smallest first: those in motion and those never described, then by age. */
const urgency = ({ state }: ListedGroup, was: Known | undefined): number =>
  settled.has(state) ? (was?.readAt ?? -Infinity) : -Infinity;

const updated = (was: GroupMembersObservation | null, at: number, list: Members): GroupMembersObservation =>
  was !== null && isDeepStrictEqual(was.list, list) ? was : { at, list };

/** Groups that do not answer, or that the user may not describe, are left out. */
async function describeMembers(
  client: KafkaClient,
  groups: readonly ListedGroup[],
): Promise<[string, Members][]> {
  const batches = Map.groupBy(groups, ({ coordinator, type }) => `${coordinator} ${type}`);
  const answers = await Promise.allSettled(
    [...batches.values()].map(async (batch) => {
      const [first] = batch;
      if (first === undefined) return [];
      const ids = batch.map(({ groupId }) => groupId);
      const target = { broker: first.coordinator, withinMs: answerWithinMs };
      const response =
        first.type === 'consumer'
          ? await client.request(target, apis.consumerGroupDescribeV0.api, ids, false)
          : await client.request(target, apis.describeGroupsV5.api, ids, false);
      const described: readonly Described[] = response.groups;
      return described.flatMap(({ groupId, errorCode, members }): [string, Members][] =>
        errorCode === codes.none ? [[groupId, members.map(memberOf).toSorted(byId)]] : [],
      );
    }),
  );
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

interface Described {
  groupId: string;
  errorCode: number;
  members: readonly DescribedMember[];
}

interface DescribedMember {
  memberId: string;
  clientId: string;
  clientHost: string;
}

const memberOf = (member: DescribedMember): Members[number] => ({
  memberId: member.memberId,
  clientId: member.clientId,
  // Kafka writes addresses as Java does.
  host: member.clientHost.replace(/^\//, ''),
});

const byId = (a: Members[number], b: Members[number]): number => (a.memberId < b.memberId ? -1 : 1);
