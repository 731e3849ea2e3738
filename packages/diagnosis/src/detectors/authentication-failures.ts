import { episodeOf, risesOf, type Episode } from '../series/rises.ts';
import { readingsOf } from '../series/readings.ts';
import { count, duration } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/** Failures further apart than this are each on their own: a person who mistyped. */
const apartMs = 20_000;
/** Somebody keeps trying: so many of late in at least two readings, or as many at once as no person could. */
const repeated = 4;
const atOnce = 10;

/** Logins that fail again and again. One or two in a minute are nobody's fault but a person's. */
export const authenticationFailures: Detector = (window) => {
  const now = window.at(-1);
  const readings = now?.metrics === null ? [] : readingsOf(window, 'metrics');
  if (now === undefined || readings.length < 2) return [];
  const rises = risesOf(readings, ({ failedAuthentications }) => failedAuthentications);
  const episode = episodeOf(rises, now.at, apartMs);
  if (episode === undefined || !lasts(episode)) return [];
  const seconds = (now.at - episode.since) / 1000;
  return [
    {
      symptom: 'authentication-failures',
      cluster: now.cluster,
      resources: [{ kind: 'cluster', name: now.cluster }],
      severity: 2,
      observedAt: isoTime(now.at),
      since: isoTime(episode.since),
      summary: `${count(episode.total, 'login')} failed in the last ${duration(seconds)}, again and again.`,
      measures: {
        failedLogins: episode.total,
        failedLoginsLately: episode.lately,
        readingsWithFailures: episode.readings,
        episodeSeconds: seconds,
      },
    },
  ];
};

const lasts = ({ lately, readings }: Episode): boolean =>
  lately >= atOnce || (lately >= repeated && readings >= 2);
