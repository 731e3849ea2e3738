import type { ClusterObservation, Detection, Symptom } from '@sremesh/contracts';
import type { Detector } from './detector.ts';
import { groupRebalancing } from './group-rebalancing.ts';
import { lagBurst } from './lag-burst.ts';
import { leaderSkew } from './leader-skew.ts';
import { retentionRisk } from './retention-risk.ts';

/** One detector per symptom. */
export const detectors = {
  'retention-risk': retentionRisk,
  'leader-skew': leaderSkew,
  'lag-burst': lagBurst,
  'group-rebalancing': groupRebalancing,
} satisfies Partial<Record<Symptom, Detector>>;

/** Everything the detectors find in a window (oldest first), the worst first. Only the newest cluster's past counts. */
export function detect(window: readonly ClusterObservation[]): Detection[] {
  const cluster = window.at(-1)?.cluster;
  const past = window.filter((observation) => observation.cluster === cluster);
  return Object.values(detectors)
    .flatMap((detector) => detector(past))
    .toSorted((a, b) => b.severity - a.severity);
}
