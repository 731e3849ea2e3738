import type { StepRisk } from '@sremesh/contracts';
import { isGrowth, putsBack, retentionChangeOf } from '../retention.ts';
import type { StepCall } from '../step-call.ts';

/**
 * Growing `retention.ms` deletes nothing and can be taken back; putting back the recorded value deletes only what the
 * topic's owner had chosen to have deleted. Any other config change, a shorter retention above all, is high.
 */
export function riskOfSetTopicConfig(call: StepCall): StepRisk {
  const change = retentionChangeOf(call);
  const harmless = change !== undefined && (call.undoes === null ? isGrowth(change) : putsBack(call));
  return harmless
    ? { risk: 'medium', reversibility: 'reversible', blastRadius: 1, bytesMoved: 0 }
    : { risk: 'high', reversibility: 'irreversible', blastRadius: 1, bytesMoved: 0 };
}
