import { healthOf } from '../series/health.ts';
import { count, duration, named } from '../text.ts';
import type { Detector } from './detector.ts';
import { detectTrouble, type TroubleKind } from './topic-trouble.ts';

const kind: TroubleKind = {
  symptom: 'offline-partition',
  severity: 3,
  partitionsIn: (topic) => healthOf(topic).offline,
  // An election is over by then.
  leastMs: 1500,
  leastUnseenMs: 5000,
  summary: ({ name }, partitions, seconds) =>
    `${count(partitions.length, 'partition')} of topic ${named(name)} ${partitions.length === 1 ? 'has' : 'have'} ` +
    `had no leader for ${duration(seconds)}: nobody can write or read there.`,
};

/** Partitions that nobody leads. */
export const offlinePartition: Detector = (window) =>
  detectTrouble(
    window,
    kind,
    (window.at(-1)?.topics ?? []).flatMap((topic) => {
      const partitions = kind.partitionsIn(topic);
      return partitions.length === 0 ? [] : [{ topic, partitions }];
    }),
  );
