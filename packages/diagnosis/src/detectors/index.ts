import type { ClusterObservation, Detection, Symptom } from '@sremesh/contracts';
import { correlate } from '../correlate.ts';
import type { Detector } from './detector.ts';
import { authenticationFailures } from './authentication-failures.ts';
import { authorizationFailures } from './authorization-failures.ts';
import { brokerAbsent } from './broker-absent.ts';
import { clientsThrottled } from './clients-throttled.ts';
import { configDrift } from './config-drift.ts';
import { connectorFailed } from './connector-failed.ts';
import { diskFilling } from './disk-filling.ts';
import { groupRebalancing } from './group-rebalancing.ts';
import { groupWithoutMembers } from './group-without-members.ts';
import { lagBurst } from './lag-burst.ts';
import { lagGrowing } from './lag-growing.ts';
import { leaderSkew } from './leader-skew.ts';
import { offlinePartition } from './offline-partition.ts';
import { offsetOutOfRange } from './offset-out-of-range.ts';
import { partitionSkew } from './partition-skew.ts';
import { positionStuck } from './position-stuck.ts';
import { quorumLeaderChanged } from './quorum-leader-changed.ts';
import { reassignmentRunning } from './reassignment-running.ts';
import { retentionRisk } from './retention-risk.ts';
import { schemaIncompatible } from './schema-incompatible.ts';
import { underMinIsr } from './under-min-isr.ts';
import { underReplicated } from './under-replicated.ts';

/** One detector per symptom. */
export const detectors = {
  'authentication-failures': authenticationFailures,
  'authorization-failures': authorizationFailures,
  'broker-absent': brokerAbsent,
  'clients-throttled': clientsThrottled,
  'config-drift': configDrift,
  'connector-failed': connectorFailed,
  'disk-filling': diskFilling,
  'group-rebalancing': groupRebalancing,
  'group-without-members': groupWithoutMembers,
  'lag-burst': lagBurst,
  'lag-growing': lagGrowing,
  'leader-skew': leaderSkew,
  'offline-partition': offlinePartition,
  'offset-out-of-range': offsetOutOfRange,
  'partition-skew': partitionSkew,
  'position-stuck': positionStuck,
  'quorum-leader-changed': quorumLeaderChanged,
  'reassignment-running': reassignmentRunning,
  'retention-risk': retentionRisk,
  'schema-incompatible': schemaIncompatible,
  'under-min-isr': underMinIsr,
  'under-replicated': underReplicated,
} satisfies Record<Symptom, Detector>;

/**
 * Everything the detectors find in a window (oldest first), the worst first, and what follows from it with it. Only the
 * newest cluster's past counts.
 */
export function detect(window: readonly ClusterObservation[]): Detection[] {
  const cluster = window.at(-1)?.cluster;
  const past = window.filter((observation) => observation.cluster === cluster);
  const found = Object.values(detectors).flatMap((detector) => detector(past));
  return correlate(past, found).toSorted((a, b) => b.severity - a.severity);
}
