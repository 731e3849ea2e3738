import { canonicalJson, isToolName, tools, type ToolContract } from '@sremesh/contracts';
import type { StepCall } from '../step-call.ts';
import type { ArgumentFacts } from './facts.ts';
import { toolFacts } from './tools.ts';

/** What is wrong with a call before any policy is asked, and under which id that is reported. */
export interface Unfit {
  id: 'write-tools' | 'arguments' | 'default-deny';
  reason: string;
}

/** The typed facts of a call of a write tool; without them no policy is asked, and nothing is allowed. */
export function argumentFacts(call: StepCall): { facts: ArgumentFacts } | { unfit: Unfit } {
  const contract: ToolContract | undefined = isToolName(call.tool) ? tools[call.tool] : undefined;
  const named = JSON.stringify(call.tool.slice(0, 100));
  if (contract === undefined || contract.server !== 'action' || contract.annotations.readOnlyHint)
    return unfit('write-tools', `${named} would have to be a write tool that the action agent serves`);
  const parsed = contract.input.safeParse(call.args);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unfit(
      'arguments',
      `the arguments of ${named} would have to fit its schema: "${issue?.path.join('.') ?? ''}" ${issue?.message ?? ''}`,
    );
  }
  if (canonicalJson(parsed.data) !== canonicalJson(call.args))
    return unfit(
      'arguments',
      `the arguments of ${named} would have to have the fields of its schema and no others`,
    );
  const extracted = toolFacts(call.tool)?.factsOf(call);
  if (extracted === undefined)
    return unfit('default-deny', `there would have to be facts about ${named} that policies can look at`);
  return 'none' in extracted ? unfit('arguments', extracted.none) : extracted;
}

const unfit = (id: Unfit['id'], reason: string): { unfit: Unfit } => ({ unfit: { id, reason } });
