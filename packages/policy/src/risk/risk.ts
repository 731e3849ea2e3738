import type { StepRisk } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import { riskOfElectLeaders } from './elect-leaders.ts';
import { riskOfSetTopicConfig } from './set-topic-config.ts';
import { unknownRisk } from './unknown.ts';

/** How the risk of each write tool is computed; a new tool is one file beside this and one line here. */
const byTool = new Map<string, (call: StepCall) => StepRisk>([
  ['set_topic_config', riskOfSetTopicConfig],
  ['elect_leaders', riskOfElectLeaders],
]);

/** Risk from the tool, its typed arguments and the pre-state, and never from what the proposer says of it. */
export const riskOf = (call: StepCall): StepRisk => byTool.get(call.tool)?.(call) ?? unknownRisk;
