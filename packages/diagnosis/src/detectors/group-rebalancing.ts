import type { ClusterObservation, Detection, GroupObservation } from '@sremesh/contracts';
import { isMemberless, isRebalancing } from '../series/group-states.ts';
import { everydayRecords } from '../series/laggards.ts';
import { episodeOf, type RebalanceEpisode } from '../series/rebalances.ts';
import { stayingMembers } from '../series/staying.ts';
import { trackOf, type TrackPoint } from '../series/track.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';
import { mayBeStuck } from './stuck-partitions.ts';

/** A rebalance seen this recently is still going on. */
const presentMs = 3000;
/** A member that is restarted leaves and joins: that is two, and hardly to be seen. */
const manyRebalances = 3;
/** With two that took so long together there is more to it. */
const longSeconds = 1.9;
/** One that lasts for longer than Kafka waits for a member that died. */
const endlessSeconds = 12;
/** Kafka has noticed by then that it died. */
const returnSeconds = 8;
/** By then it is known whether there is a record that it ends at. */
const replacedMs = 20_000;
/** What is normal is seen in this time before. */
const calmMs = 15_000;

/**
 * A group that was stable and rebalances again and again, or without end. A group that is only being formed, has no
 * members, or has one restarted, is none.
 */
export const groupRebalancing: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const lately = window.filter(({ at }) => now.at - at <= presentMs);
  const busy = new Set(
    lately.flatMap(({ groups }) => groups.filter(isChanging(lately[0])).map(({ groupId }) => groupId)),
  );
  return now.groups.flatMap((group) => {
    if (!busy.has(group.groupId) || isMemberless(group.state)) return [];
    const episode = episodeOf(window, group.groupId);
    if (episode === undefined || now.at - episode.lastSeen > presentMs || !isMore(episode)) return [];
    const found = detection(window, now, group, episode);
    if (episode.rebalances < manyRebalances && mayBeLost(found)) return [];
    // What it cannot get past is told of by itself, and why it rebalances.
    if (mayBeStuck(window, group) || isReplaced(window, group.groupId, episode)) return [];
    return [found];
  });
};

/** Seen rebalancing, or described anew since this observation. */
const isChanging =
  (since: ClusterObservation | undefined) =>
  ({ state, members }: GroupObservation): boolean =>
    isRebalancing(state) || (members !== null && since !== undefined && members.at >= since.at);

/** Nobody stayed: its only member ends and is started again, and may do so because of what it reads. */
const isReplaced = (
  window: readonly ClusterObservation[],
  groupId: string,
  { since, lastSeen }: RebalanceEpisode,
): boolean => lastSeen - since < replacedMs && stayingMembers(window, groupId, since) === 0;

/** While much is unread after few rebalances, its only member may have died and be on its way back. */
function mayBeLost({ measures }: Detection): boolean {
  const { lagRecords = 0, normalLagRecords = 0, episodeSeconds = 0 } = measures;
  return episodeSeconds < returnSeconds && lagRecords > 2 * normalLagRecords + everydayRecords;
}

function isMore({ since, lastSeen, rebalances, rebalancingSeconds }: RebalanceEpisode): boolean {
  if (rebalances >= manyRebalances) return true;
  if (rebalances > 1) return rebalancingSeconds >= longSeconds;
  return (lastSeen - since) / 1000 >= endlessSeconds;
}

function detection(
  window: readonly ClusterObservation[],
  now: ClusterObservation,
  { groupId, state, offsets }: GroupObservation,
  episode: RebalanceEpisode,
): Detection {
  const seconds = (now.at - episode.since) / 1000;
  const topics = new Set(offsets.map(({ topic }) => topic));
  const tracks = [...topics].flatMap((topic) => trackOf(window, groupId, topic)?.points ?? []);
  const byTime = [...Map.groupBy(tracks, ({ at }) => at)].map(([at, points]) => ({ at, ...sumOf(points) }));
  const before = byTime.findLast(({ at }) => at < episode.since) ?? byTime[0];
  const calm = byTime.filter(({ at }) => at < episode.since && at >= episode.since - calmMs);
  const last = byTime.at(-1);
  const lately = byTime.filter(({ at }) => at >= (episode.since + now.at) / 2);
  return {
    symptom: 'group-rebalancing',
    cluster: now.cluster,
    resources: [{ kind: 'consumer-group', name: groupId }],
    severity: 1,
    observedAt: isoTime(now.at),
    since: isoTime(episode.since),
    summary:
      `Group ${named(groupId)} rebalanced ${count(episode.rebalances, 'time')} or more within ${duration(seconds)} ` +
      `(${count(episode.sightings, 'sweep')} found it rebalancing); it is ${named(state)} now, ${count(last?.lag ?? 0, 'record')} behind.`,
    measures: {
      rebalances: episode.rebalances,
      rebalancingSightings: episode.sightings,
      rebalancingSeconds: round(episode.rebalancingSeconds, 3),
      episodeSeconds: round(seconds, 3),
      lagRecords: last?.lag ?? 0,
      normalLagRecords: Math.max(0, ...calm.map(({ lag }) => lag)),
      // Of the later half: whoever gets on in between works off what piled up.
      leastLagRecords: lately.length === 0 ? 0 : Math.min(...lately.map(({ lag }) => lag)),
      producedRecords: (last?.produced ?? 0) - (before?.produced ?? 0),
      consumedRecords: (last?.consumed ?? 0) - (before?.consumed ?? 0),
    },
  };
}

const sumOf = (points: readonly TrackPoint[]): { lag: number; produced: number; consumed: number } => ({
  lag: points.reduce((sum, { lag }) => sum + lag, 0),
  produced: points.reduce((sum, { ends }) => sum + ends.reduce((a, b) => a + b, 0), 0),
  consumed: points.reduce((sum, { committed }) => sum + committed.reduce((a, b) => a + b, 0), 0),
});
