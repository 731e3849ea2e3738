import type { CauseName, Symptom } from '@sremesh/contracts';
import type { Cause } from './cause.ts';
import { aclDenied } from './acl-denied.ts';
import { authFailed } from './auth-failed.ts';
import { benignBurst } from './benign-burst.ts';
import { benignRebalance } from './benign-rebalance.ts';
import { brokerDown } from './broker-down.ts';
import { configDrift } from './config-drift.ts';
import { connectorTaskFailed } from './connector-failed.ts';
import { consumerDown } from './consumer-down.ts';
import { consumerSlow } from './consumer-slow.ts';
import { controllerFailover } from './controller-failover.ts';
import { diskPressure } from './disk-pressure.ts';
import { hotPartition } from './hot-partition.ts';
import { leaderSkew } from './leader-skew.ts';
import { offlinePartition } from './offline-partition.ts';
import { offsetOutOfRange } from './offset-out-of-range.ts';
import { plannedReassignment } from './planned-reassignment.ts';
import { poisonPill } from './poison-pill.ts';
import { quotaThrottled } from './quota-throttled.ts';
import { rebalanceStorm } from './rebalance-storm.ts';
import { retentionEdge } from './retention-edge.ts';
import { schemaIncompatible } from './schema-incompatible.ts';
import { underMinIsr } from './under-min-isr.ts';
import { underReplicated } from './under-replicated.ts';

/** The causal knowledge base: every cause the mesh can diagnose. */
export const knownCauses: readonly Cause[] = [
  retentionEdge,
  leaderSkew,
  benignBurst,
  benignRebalance,
  aclDenied,
  authFailed,
  brokerDown,
  configDrift,
  connectorTaskFailed,
  consumerDown,
  consumerSlow,
  controllerFailover,
  diskPressure,
  hotPartition,
  offlinePartition,
  offsetOutOfRange,
  plannedReassignment,
  poisonPill,
  quotaThrottled,
  rebalanceStorm,
  schemaIncompatible,
  underMinIsr,
  underReplicated,
];

export const causeNamed = (name: CauseName): Cause | undefined =>
  knownCauses.find((cause) => cause.name === name);

/** The causes that may be behind a symptom, and those that these could be mistaken for. */
export function candidatesFor(symptom: Symptom): readonly Cause[] {
  const raised = knownCauses.filter(({ raisedBy }) => raisedBy.includes(symptom));
  const names = new Set(raised.flatMap(({ name, explainedBy }) => [name, ...explainedBy]));
  return knownCauses.filter(({ name }) => names.has(name));
}
