import type { CauseName } from '@sremesh/contracts';
import { aclDenied } from './acl-denied.ts';
import { authFailed } from './auth-failed.ts';
import { brokerDown } from './broker-down.ts';
import { burst } from './burst.ts';
import { configDrift } from './config-drift.ts';
import { connectorTaskFailed } from './connector-task-failed.ts';
import { controllerFailover } from './controller-failover.ts';
import { diskPressure } from './disk-pressure.ts';
import { down } from './down.ts';
import type { Fault } from './fault.ts';
import { hotPartition } from './hot-partition.ts';
import { leaderSkew } from './leader-skew.ts';
import { offsetOutOfRange } from './offset-out-of-range.ts';
import { offlinePartition } from './offline-partition.ts';
import { plannedReassignment } from './planned-reassignment.ts';
import { poisonPill } from './poison-pill.ts';
import { quotaThrottled } from './quota-throttled.ts';
import { rebalanceStorm } from './rebalance-storm.ts';
import { rebalance } from './rebalance.ts';
import { retentionEdge } from './retention-edge.ts';
import { schemaIncompatible } from './schema-incompatible.ts';
import { slow } from './slow.ts';
import { underMinIsr } from './under-min-isr.ts';
import { underReplicated } from './under-replicated.ts';

/** Every fault that the sandbox can inject, with its usual options. */
export const faults: readonly Fault[] = [
  slow,
  down,
  poisonPill,
  rebalanceStorm,
  offsetOutOfRange,
  hotPartition,
  retentionEdge,
  quotaThrottled,
  aclDenied,
  authFailed,
  schemaIncompatible,
  connectorTaskFailed,
  configDrift,
  underReplicated,
  underMinIsr,
  offlinePartition,
  brokerDown,
  diskPressure,
  leaderSkew,
  rebalance,
  burst,
  controllerFailover,
  plannedReassignment,
];

export const findFault = (name: CauseName): Fault | undefined => faults.find((fault) => fault.name === name);
