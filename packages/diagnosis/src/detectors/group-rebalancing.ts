import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { groupIn } from '../series/lookup.ts';
import { count, duration, named, round } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Classic groups prepare and complete a rebalance; KIP-848 groups assign and reconcile. */
const rebalancing: ReadonlySet<string> = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

/** Rebalances closer together than this are one episode. */
const episodeMs = 30_000;
/** A rebalance seen this recently is still going on. */
const presentMs = 3000;
/** Between the first and the last sighting of an episode. */
const leastMs = 1500;

/**
 * A group that was stable and is rebalancing, for longer than a moment or again and again. A group that is only being
 * formed, or has no members, is none.
 */
export const groupRebalancing: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const lately = new Set(
    window
      .filter(({ at }) => now.at - at <= presentMs)
      .flatMap(({ groups }) => groups.filter(({ state }) => rebalancing.has(state)))
      .map(({ groupId }) => groupId),
  );
  return now.groups.flatMap(({ groupId, state }) => {
    if (!lately.has(groupId) || (!rebalancing.has(state) && state !== 'Stable')) return [];
    const episode = episodeOf(window, groupId, now.at);
    return episode === undefined ? [] : [detection(now, groupId, state, episode)];
  });
};

interface Episode {
  since: number;
  lastSeen: number;
  sightings: number;
}

/** The newest run of sightings, if it is of now, long enough, and began while the group was stable. */
function episodeOf(window: readonly ClusterObservation[], groupId: string, now: number): Episode | undefined {
  let episode: Episode | undefined;
  let stable = false;
  for (const observation of window) {
    const state = groupIn(observation, groupId)?.state;
    if (state === undefined || state === 'Empty' || state === 'Dead') {
      stable = false;
      episode = undefined;
    } else if (!rebalancing.has(state)) stable ||= state === 'Stable';
    else if (episode !== undefined && observation.at - episode.lastSeen <= episodeMs) {
      episode = { ...episode, lastSeen: observation.at, sightings: episode.sightings + 1 };
    } else if (stable) episode = { since: observation.at, lastSeen: observation.at, sightings: 1 };
  }
  if (episode === undefined || now - episode.lastSeen > presentMs) return undefined;
  return episode.lastSeen - episode.since >= leastMs ? episode : undefined;
}

function detection(now: ClusterObservation, groupId: string, state: string, episode: Episode): Detection {
  const seconds = (now.at - episode.since) / 1000;
  return {
    symptom: 'group-rebalancing',
    cluster: now.cluster,
    resources: [{ kind: 'consumer-group', name: groupId }],
    severity: 1,
    observedAt: isoTime(now.at),
    since: isoTime(episode.since),
    summary:
      `Group ${named(groupId)} was found rebalancing in ${count(episode.sightings, 'sweep')} ` +
      `over ${duration(seconds)}; it is ${named(state)} now.`,
    measures: { rebalancingSightings: episode.sightings, episodeSeconds: round(seconds, 3) },
  };
}
