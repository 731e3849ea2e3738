import type { CauseName } from '@sremesh/contracts';
import { burst } from './burst.ts';
import type { Fault } from './fault.ts';
import { leaderSkew } from './leader-skew.ts';
import { rebalance } from './rebalance.ts';
import { retentionEdge } from './retention-edge.ts';

/** Every fault that the sandbox can inject, with its usual options. */
export const faults: readonly Fault[] = [retentionEdge, leaderSkew, burst, rebalance];

export const findFault = (name: CauseName): Fault | undefined => faults.find((fault) => fault.name === name);
