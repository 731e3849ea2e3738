import { isGrowth, putsBack, retentionChangeOf } from '../facts/retention.ts';
import type { StepCall } from '../step-call.ts';
import type { RiskFacts } from './risk-from.ts';

/**
 * Growing `retention.ms` deletes nothing and can be taken back; putting back the recorded value deletes only what the
 * topic's owner had chosen to have deleted. Any other config change, a shorter retention above all, may not be undone.
 */
export function riskOfSetTopicConfig(call: StepCall): RiskFacts {
  const change = retentionChangeOf(call);
  const harmless = change !== undefined && (call.undoes === null ? isGrowth(change) : putsBack(call));
  return {
    reversibility: harmless ? 'reversible' : 'irreversible',
    blastRadius: 1,
    resource: 'topic',
    bytesMoved: 0,
    movesReplicas: false,
    tenants: 1,
    routine: false,
  };
}
