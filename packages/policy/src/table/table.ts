import { canonicalJson, isToolName, tools, type ToolContract } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import { ruleOfElectLeaders } from './elect-leaders.ts';
import { ruleOfSetTopicConfig } from './set-topic-config.ts';
import { forbid, type Rule, type Verdict } from './verdict.ts';

/** The table. A write tool without a row here is refused; a new row is one file beside this and one line here. */
const rules = new Map<string, Rule>([
  ['set_topic_config', ruleOfSetTopicConfig],
  ['elect_leaders', ruleOfElectLeaders],
]);

/** Whether the fixed table lets this call be granted at all. Default deny. */
export function judge(call: StepCall): Verdict {
  const contract: ToolContract | undefined = isToolName(call.tool) ? tools[call.tool] : undefined;
  const named = JSON.stringify(call.tool.slice(0, 100));
  if (contract === undefined || contract.server !== 'action' || contract.annotations.readOnlyHint)
    return forbid('write-tools', `${named} would have to be a write tool that the action agent serves`);
  const parsed = contract.input.safeParse(call.args);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return forbid(
      'arguments',
      `the arguments of ${named} would have to fit its schema: "${issue?.path.join('.') ?? ''}" ${issue?.message ?? ''}`,
    );
  }
  if (canonicalJson(parsed.data) !== canonicalJson(call.args))
    return forbid(
      'arguments',
      `the arguments of ${named} would have to have the fields of its schema and no others`,
    );
  const rule = rules.get(call.tool);
  return rule?.(call) ?? forbid('default-deny', `the table would have to have a row for ${named}`);
}
