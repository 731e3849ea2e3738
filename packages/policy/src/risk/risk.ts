import type { StepRisk } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import { riskOfElectLeaders } from './elect-leaders.ts';
import { riskFrom, unmeasured, type Measured, type RiskFacts } from './risk-from.ts';
import { riskOfSetTopicConfig } from './set-topic-config.ts';

/** What is known of a call of each write tool; undefined for arguments that say nothing. A new tool is one file and one line. */
const byTool = new Map<string, (call: StepCall) => RiskFacts | undefined>([
  ['set_topic_config', riskOfSetTopicConfig],
  ['elect_leaders', riskOfElectLeaders],
]);

/** Risk from the tool, its typed arguments, the pre-state and what was measured, and never from what the proposer says of it. */
export function riskOf(call: StepCall, measured: Measured = unmeasured): StepRisk {
  const facts = byTool.get(call.tool)?.(call);
  return facts === undefined ? unknownRisk : riskFrom(facts, measured);
}

/** What cannot be computed is taken for the worst. */
export const unknownRisk: StepRisk = {
  risk: 'high',
  reversibility: 'irreversible',
  blastRadius: 1,
  bytesMoved: 0,
  clientsAffected: null,
  why: 'the risk of this call cannot be computed, and is taken for the worst',
};
