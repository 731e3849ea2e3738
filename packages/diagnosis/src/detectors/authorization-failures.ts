import type { ClusterObservation, Detection } from '@sremesh/contracts';
import { lostRights } from '../series/lost-rights.ts';
import { readingsOf } from '../series/readings.ts';
import { episodeOf, risesOf, type Episode } from '../series/rises.ts';
import { count, duration } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';
import { revocationDetection, revocationsIn } from './revocations.ts';

/** Refusals further apart than this are each on their own: somebody probing. Milliseconds. */
const apartMs = 15_000;
/** Somebody needs what he may not have: so many of late, in so many readings, over this time. */
const repeated = 10;
const leastReadings = 3;
const leastMs = 4000;
/** Refusals that go back to the beginning of a window this long are nothing that began while the mesh looked on. */
const longWindowMs = 100_000;

/**
 * Requests that are refused for want of rights: those of a client that lost a right (then it is about what the right was
 * for), or else many of them again and again (then nothing tells of what).
 */
export const authorizationFailures: Detector = (window) => {
  const now = window.at(-1);
  if (now === undefined) return [];
  const lost = now.acls === null ? [] : lostRights(readingsOf(window, 'acls'));
  const { told, pending } = revocationsIn(window, lost);
  const revoked = told.map((revocation) => revocationDetection(now, revocation));
  const readings = now.metrics === null ? [] : readingsOf(window, 'metrics');
  if (revoked.length > 0 || readings.length < leastReadings) return revoked;
  const rises = risesOf(readings, ({ authorizationErrors }) =>
    authorizationErrors.reduce((sum, error) => sum + error.count, 0),
  );
  const episode = episodeOf(rises, now.at, apartMs);
  if (episode === undefined || !lasts(episode, now.at)) return [];
  const explained = pending.some((revocation) =>
    revocation.lost.some(({ at }) => at - apartMs <= episode.since),
  );
  return explained || !beganInSight(window, episode) ? [] : [detection(now, episode)];
};

const lasts = ({ lately, readings, since }: Episode, now: number): boolean =>
  lately >= repeated && readings >= leastReadings && now - since >= leastMs;

function beganInSight(window: readonly ClusterObservation[], { since }: Episode): boolean {
  const first = window[0]?.at ?? since;
  return since - first > apartMs || (window.at(-1)?.at ?? first) - first < longWindowMs;
}

function detection(now: ClusterObservation, { since, total, lately, readings }: Episode): Detection {
  const seconds = (now.at - since) / 1000;
  return {
    symptom: 'authorization-failures',
    cluster: now.cluster,
    resources: [{ kind: 'cluster', name: now.cluster }],
    severity: 2,
    observedAt: isoTime(now.at),
    since: isoTime(since),
    summary: `${count(total, 'request')} of clients ${total === 1 ? 'was' : 'were'} refused for want of rights in the last ${duration(seconds)}.`,
    measures: {
      refused: total,
      refusedLately: lately,
      readingsWithRefusals: readings,
      episodeSeconds: seconds,
    },
  };
}
