import type { ClusterObservation } from '@sremesh/contracts';
import { healthOf } from '../series/health.ts';
import { count, duration, named } from '../text.ts';
import type { Detector } from './detector.ts';
import { troubledNow } from './under-replicated.ts';
import { detectTrouble, type TroubleKind } from './topic-trouble.ts';

const kind: TroubleKind = {
  symptom: 'under-min-isr',
  severity: 3,
  partitionsIn: (topic) => healthOf(topic).underMinIsr,
  leastMs: 2000,
  leastUnseenMs: 5000,
  summary: ({ name, minInsyncReplicas }, partitions, seconds) =>
    `${count(partitions.length, 'partition')} of topic ${named(name)} ${partitions.length === 1 ? 'has' : 'have'} ` +
    `had fewer replicas in sync than min.insync.replicas (${minInsyncReplicas ?? '?'}) for ${duration(seconds)}: ` +
    'producers that ask for all acknowledgements are refused.',
};

/** Partitions that have fewer replicas in sync than acknowledged writes need. */
export const underMinIsr: Detector = (window: readonly ClusterObservation[]) =>
  detectTrouble(window, kind, troubledNow(window, kind));
