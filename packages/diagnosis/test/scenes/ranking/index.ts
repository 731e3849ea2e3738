import type { CauseName } from '@sremesh/contracts';
import { edge, rebalance, skew, type Case } from '../cases.ts';
import { gone, hot, killed, lostPlace, poison, slow, storm } from '../group-cases.ts';
import { benignBurst, controllerFailover, plannedReassignment } from './benign.ts';
import { brokerDown, diskPressure, offlinePartition, underMinIsr, underReplicated } from './brokers.ts';
import { aclDenied, authFailed, quotaThrottled, schemaIncompatible } from './clients.ts';
import { configDrift, connectorTaskFailed } from './services.ts';
import { inWorld } from './world.ts';

const scenes: Partial<Record<CauseName, Case[]>> = {
  'consumer.down': [gone, killed],
  'consumer.slow': [slow],
  'consumer.poison-pill': [poison],
  'consumer.rebalance-storm': [storm],
  'consumer.offset-out-of-range': [lostPlace],
  'topic.hot-partition': [hot],
  'topic.retention-edge': [edge],
  'topic.under-replicated': underReplicated,
  'topic.under-min-isr': underMinIsr,
  'topic.offline-partition': offlinePartition,
  'broker.down': brokerDown,
  'broker.disk-pressure': diskPressure,
  'broker.leader-skew': [skew],
  'client.acl-denied': aclDenied,
  'client.auth-failed': authFailed,
  'client.quota-throttled': quotaThrottled(slow),
  'schema.incompatible': schemaIncompatible,
  'connector.task-failed': connectorTaskFailed,
  'config.drift': configDrift,
  'benign.rebalance': [rebalance],
  'benign.burst': benignBurst,
  'benign.controller-failover': controllerFailover,
  'benign.planned-reassignment': plannedReassignment,
};

/** What each cause looks like, by each symptom that it shows: all that is asked is answered. None where a cause has no scene. */
export const scenesOf = (cause: CauseName): Case[] => (scenes[cause] ?? []).map(inWorld);
