import { readingsOf } from '../series/readings.ts';
import { count } from '../text.ts';
import { isoTime, type Detector } from './detector.ts';

/**
 * A broker that went away is missed only after its session has ended; until then nobody can tell whether the old leader
 * is lost or has merely handed over. Milliseconds.
 */
const settledMs = 2500;
/** A change is told of for this long after it. */
const toldMs = 30_000;

/** The metadata quorum has another leader, or the same one anew. */
export const quorumLeaderChanged: Detector = (window) => {
  const now = window.at(-1);
  if (now?.quorum === undefined || now.quorum === null || now.quorum.leaderId < 0) return [];
  const led = readingsOf(window, 'quorum').filter(({ leaderId }) => leaderId >= 0);
  const changes = led.flatMap((reading, index) => {
    const before = led[index - 1];
    const same =
      before === undefined ||
      (before.leaderEpoch === reading.leaderEpoch && before.leaderId === reading.leaderId);
    return same ? [] : [{ at: reading.at, from: before.leaderId, to: reading.leaderId }];
  });
  const recent = changes.filter(({ at }) => now.at - at <= toldMs);
  const [first] = recent;
  const last = recent.at(-1);
  if (first === undefined || last === undefined || now.at - first.at < settledMs) return [];
  return [
    {
      symptom: 'quorum-leader-changed',
      cluster: now.cluster,
      resources: [
        { kind: 'cluster', name: now.cluster },
        { kind: 'broker', name: String(first.from) },
      ],
      severity: 1,
      observedAt: isoTime(now.at),
      since: isoTime(Math.min(first.at, now.at)),
      summary: `The metadata quorum is led by ${last.to}; it was led by ${first.from}, and changed ${count(recent.length, 'time')}.`,
      measures: { changes: recent.length, fromLeader: first.from, toLeader: last.to },
    },
  ];
};
