/**
 * Rebalances of groups in a window of observations, as far as sweeps can tell. Pure.
 *
 * 1. A run of sweeps that found the group rebalancing is one rebalance: it begins with the first of them and ends with
 *    the first sweep after it.
 * 2. Between sweeps a rebalance betrays itself by what it leaves behind: other members, or a group that was Empty and
 *    now has members, or the other way round. That one has no duration.
 * 3. Members are described at a pace of their own. A change between two descriptions belongs to the last rebalance that
 *    was seen between them, or, without one, is a rebalance at the time of the second.
 */
import type { ClusterObservation } from '@sremesh/contracts';
import { samplesOf, type GroupSample } from './group-samples.ts';
import { membershipChanges, type Members } from './membership.ts';

export interface Rebalance {
  groupId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** null while it goes on. */
  endedAt: number | null;
  durationSeconds: number;
  cause: RebalanceCause;
  /** Client ids, sorted. */
  joined: string[];
  left: string[];
  membersAfter: number | null;
}

export type RebalanceCause =
  | 'member-joined'
  | 'member-left'
  | 'members-replaced'
  | 'coordinator-moved'
  | 'partitions-changed'
  | 'unknown';

/** States of a group whose members are being given partitions: classic, then KIP-848. */
const rebalancing: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);
export const isRebalancing = (state: string): boolean => rebalancing.has(state);

/** Rebalances in `observations` (oldest first, of one cluster), newest first. */
export function recentRebalances(
  observations: readonly ClusterObservation[],
  groupId: string | undefined,
): Rebalance[] {
  const until = observations.at(-1)?.at ?? 0;
  return [...samplesOf(observations, groupId)]
    .flatMap(([id, samples]) => rebalancesOf(id, samples, until))
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.groupId < b.groupId ? -1 : 1));
}

/** A rebalance by its first and last sweep (indexes into the samples); `end` is the length while it goes on. */
interface Run {
  start: number;
  end: number;
  before: Members | null;
  after: Members | null;
}

function rebalancesOf(groupId: string, samples: readonly GroupSample[], until: number): Rebalance[] {
  const runs = runsOf(samples);
  for (const { before, after } of membershipChanges(samples)) {
    const index = samples.findIndex(({ at }) => at >= after.at);
    const seenAt = index === -1 ? samples.length - 1 : index;
    const run = runs.findLast(({ start, end }) => {
      const startedAt = samples[start]?.at ?? 0;
      const endedAt = samples[end]?.at ?? Infinity;
      return startedAt <= after.at && endedAt > before.at;
    });
    if (run === undefined) runs.push({ start: seenAt, end: seenAt, before, after });
    else {
      run.before ??= before;
      run.after = after;
    }
  }
  return runs.map((run) => ({ groupId, ...rebalanceOf(samples, run, until) }));
}

function runsOf(samples: readonly GroupSample[]): Run[] {
  const runs: Run[] = [];
  let start: number | null = null;
  for (const [index, { state }] of samples.entries()) {
    const previous = samples[index - 1]?.state;
    if (isRebalancing(state)) start ??= index;
    else if (start !== null) {
      runs.push({ start, end: index, before: null, after: null });
      start = null;
    } else if (previous !== undefined && (previous === 'Empty') !== (state === 'Empty')) {
      runs.push({ start: index, end: index, before: null, after: null });
    }
  }
  if (start !== null) runs.push({ start, end: samples.length, before: null, after: null });
  return runs;
}

function rebalanceOf(samples: readonly GroupSample[], run: Run, until: number): Omit<Rebalance, 'groupId'> {
  const first = samples[run.start];
  const last = samples[run.end];
  const startedAt = first?.at ?? 0;
  const joined = clientIdsIn(run.after, run.before);
  const left = clientIdsIn(run.before, run.after);
  return {
    startedAt,
    endedAt: last?.at ?? null,
    durationSeconds: ((last?.at ?? until) - startedAt) / 1000,
    cause: causeOf(samples[run.start - 1], last ?? samples.at(-1), joined, left),
    joined,
    left,
    membersAfter: run.after?.list.length ?? null,
  };
}

function causeOf(
  before: GroupSample | undefined,
  after: GroupSample | undefined,
  joined: readonly string[],
  left: readonly string[],
): RebalanceCause {
  if (joined.length > 0) return left.length > 0 ? 'members-replaced' : 'member-joined';
  if (left.length > 0) return 'member-left';
  if (before === undefined || after === undefined) return 'unknown';
  if (before.coordinator !== after.coordinator) return 'coordinator-moved';
  if (before.state === 'Empty' && after.state !== 'Empty') return 'member-joined';
  if (before.state !== 'Empty' && after.state === 'Empty') return 'member-left';
  return before.partitions() === after.partitions() ? 'unknown' : 'partitions-changed';
}

/** Client ids of members in `members` that are not in `others`. */
function clientIdsIn(members: Members | null, others: Members | null): string[] {
  if (members === null || others === null) return [];
  const known = new Set(others.list.map(({ memberId }) => memberId));
  return members.list
    .filter(({ memberId }) => !known.has(memberId))
    .map(({ clientId }) => clientId)
    .toSorted();
}
