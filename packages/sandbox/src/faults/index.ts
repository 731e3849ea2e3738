import type { CauseName } from '@sremesh/contracts';
import { burst } from './burst.ts';
import { configDrift } from './config-drift.ts';
import { connectorTaskFailed } from './connector-task-failed.ts';
import { down } from './down.ts';
import type { Fault } from './fault.ts';
import { hotPartition } from './hot-partition.ts';
import { leaderSkew } from './leader-skew.ts';
import { offsetOutOfRange } from './offset-out-of-range.ts';
import { poisonPill } from './poison-pill.ts';
import { rebalanceStorm } from './rebalance-storm.ts';
import { rebalance } from './rebalance.ts';
import { retentionEdge } from './retention-edge.ts';
import { schemaIncompatible } from './schema-incompatible.ts';
import { slow } from './slow.ts';

/** Every fault that the sandbox can inject, with its usual options. */
export const faults: readonly Fault[] = [
  slow,
  down,
  poisonPill,
  rebalanceStorm,
  offsetOutOfRange,
  hotPartition,
  retentionEdge,
  schemaIncompatible,
  connectorTaskFailed,
  configDrift,
  leaderSkew,
  rebalance,
  burst,
];

export const findFault = (name: CauseName): Fault | undefined => faults.find((fault) => fault.name === name);
