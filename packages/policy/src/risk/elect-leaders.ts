import { tools } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import type { RiskFacts } from './risk-from.ts';

/** Moves leadership among in-sync replicas, no data; Kafka moves it again by itself when it has to. */
export function riskOfElectLeaders(call: StepCall): RiskFacts | undefined {
  const args = tools.elect_leaders.input.safeParse(call.args);
  if (!args.success) return undefined;
  return {
    reversibility: 'self-correcting',
    blastRadius: args.data.partitions.length,
    resource: 'partition',
    bytesMoved: 0,
    movesReplicas: false,
    tenants: 1,
    routine: false,
  };
}
