import type { ClusterObservation, GroupObservation } from '@sremesh/contracts';
import { isMemberless } from './group-states.ts';
import { groupIn } from './lookup.ts';
import { topicLags } from './topic-lags.ts';

/** How a group that has no members now lost them, by what the window shows. */
export interface Absence {
  /** Since it was first found without members; as far back as the window goes. Seconds. */
  seconds: number;
  /** Whether it had members before, within the window. */
  hadMembers: boolean;
  /** Since its offsets last moved; undefined where they did not within the window. Seconds. */
  silentSeconds: number | undefined;
  /** Since it last did anything, or had nothing to do; undefined where neither was so within the window. Seconds. */
  heardSeconds: number | undefined;
  /** The longest that it let pass between two such signs of life while it had members. Seconds. */
  pauseSeconds: number;
  /** The longest it was without members before, and came back. Seconds; 0 where it never was. */
  usualSeconds: number;
  /** Epoch milliseconds of the first observation of this absence. */
  since: number;
}

/** Undefined where the newest observation shows it with members, or not at all. */
export function absenceOf(window: readonly ClusterObservation[], groupId: string): Absence | undefined {
  const now = window.at(-1);
  let since: number | undefined;
  let hadMembers = false;
  let movedAt: number | undefined;
  let heardAt: number | undefined;
  let pauseSeconds = 0;
  let usualSeconds = 0;
  let before: GroupObservation | undefined;
  for (const observation of window) {
    const group = groupIn(observation, groupId);
    if (group === undefined) continue;
    const isMoved = before !== undefined && moved(before, group);
    if (isMoved) movedAt = observation.at;
    if (isMoved || !hasUnread(observation, group)) {
      if (!isMemberless(group.state) && heardAt !== undefined)
        pauseSeconds = Math.max(pauseSeconds, (observation.at - heardAt) / 1000);
      heardAt = observation.at;
    }
    if (isMemberless(group.state)) since ??= observation.at;
    else {
      if (since !== undefined && hadMembers) {
        usualSeconds = Math.max(usualSeconds, (observation.at - since) / 1000);
      }
      hadMembers = true;
      since = undefined;
    }
    before = group;
  }
  if (now === undefined || since === undefined || groupIn(now, groupId) === undefined) return undefined;
  return {
    seconds: (now.at - since) / 1000,
    hadMembers,
    silentSeconds: movedAt === undefined ? undefined : (now.at - movedAt) / 1000,
    heardSeconds: heardAt === undefined ? undefined : (now.at - heardAt) / 1000,
    pauseSeconds,
    usualSeconds,
    since,
  };
}

const hasUnread = (observation: ClusterObservation, group: GroupObservation): boolean =>
  topicLags(observation, group)
    .values()
    .some(({ lag }) => lag > 0);

const moved = (before: GroupObservation, now: GroupObservation): boolean =>
  before.offsets !== now.offsets &&
  now.offsets.some(({ topic, partition, committed }, index) => {
    const likely = before.offsets[index];
    const was =
      likely?.topic === topic && likely.partition === partition
        ? likely
        : before.offsets.find((one) => one.topic === topic && one.partition === partition);
    return was !== undefined && committed > was.committed;
  });
