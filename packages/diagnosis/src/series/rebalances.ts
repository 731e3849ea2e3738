import type { ClusterObservation, GroupMembersObservation, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from './group-states.ts';
import { groupIn } from './lookup.ts';

/** Rebalances of a group, each not long after the one before. */
export interface RebalanceEpisode {
  /** Epoch milliseconds: of the first and the last observation that shows one. */
  since: number;
  lastSeen: number;
  /** Observations that found the group rebalancing, and the seconds they stand for. */
  sightings: number;
  rebalancingSeconds: number;
  /** At least so many, by what the group did and by who is a member. */
  rebalances: number;
}

/** Rebalances closer together than this are one episode. */
const episodeMs = 30_000;
/** An observation speaks of no more time before it than this. */
const longestSightSeconds = 3;

interface Sight {
  at: number;
  group: GroupObservation;
}

/**
 * The newest episode; undefined where there is none, where the group was not seen stable before it, and where it has no
 * members: a group that is being formed, or that was left, does not rebalance.
 */
export function episodeOf(
  window: readonly ClusterObservation[],
  groupId: string,
): RebalanceEpisode | undefined {
  let episode: RebalanceEpisode | undefined;
  let wasStable = false;
  let before: Sight | undefined;
  let busyAt = -Infinity;
  for (const observation of window) {
    const group = groupIn(observation, groupId);
    const { at } = observation;
    if (group === undefined || isMemberless(group.state)) {
      wasStable = false;
      episode = undefined;
    } else {
      const now = { at, group };
      const isBusy = isRebalancing(group.state);
      const begins = isBusy && (before === undefined || isAnother(before.group.state, group.state));
      const isUnseen = !isBusy && hasOtherMembers(before, now, busyAt);
      if (wasStable && (isBusy || isUnseen)) {
        const seconds = isBusy ? Math.min(longestSightSeconds, (at - (before?.at ?? at)) / 1000) : 0;
        episode = extended(episode, at, { isBusy, seconds, isNew: begins || isUnseen });
      }
      if (isBusy) busyAt = at;
      else wasStable ||= group.state === 'Stable';
    }
    before = group === undefined ? undefined : { at, group };
  }
  return episode;
}

/** Whoever prepares after having completed has begun anew. */
const isAnother = (before: string, now: string): boolean =>
  !isRebalancing(before) || (now !== before && (now === 'PreparingRebalance' || now === 'Assigning'));

/** Between two descriptions members came or went, and no rebalance was seen meanwhile. */
function hasOtherMembers(before: Sight | undefined, { group }: Sight, busyAt: number): boolean {
  const [was, is] = [before?.group.members ?? null, group.members];
  if (was === null || is === null || was === is || was.at === is.at || busyAt >= was.at) return false;
  const idsOf = ({ list }: GroupMembersObservation) => new Set(list.map(({ memberId }) => memberId));
  return idsOf(was).symmetricDifference(idsOf(is)).size > 0;
}

function extended(
  episode: RebalanceEpisode | undefined,
  at: number,
  { isBusy, seconds, isNew }: { isBusy: boolean; seconds: number; isNew: boolean },
): RebalanceEpisode {
  const sightings = isBusy ? 1 : 0;
  if (episode === undefined || at - episode.lastSeen > episodeMs) {
    return { since: at, lastSeen: at, sightings, rebalancingSeconds: seconds, rebalances: 1 };
  }
  return {
    since: episode.since,
    lastSeen: at,
    sightings: episode.sightings + sightings,
    rebalancingSeconds: episode.rebalancingSeconds + seconds,
    rebalances: episode.rebalances + (isNew ? 1 : 0),
  };
}
