import { tools, type StepRisk } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import { unknownRisk } from './unknown.ts';

/** Moves leadership among in-sync replicas, no data; Kafka moves it again by itself when it has to. */
export function riskOfElectLeaders(call: StepCall): StepRisk {
  const args = tools.elect_leaders.input.safeParse(call.args);
  if (!args.success) return unknownRisk;
  const blastRadius = args.data.partitions.length;
  return { risk: 'medium', reversibility: 'self-correcting', blastRadius, bytesMoved: 0 };
}
