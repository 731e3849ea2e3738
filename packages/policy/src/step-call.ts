import { TopicConfigPreState, type ProposedStep } from '@sremesh/contracts';

type Json = ProposedStep['expectedPreState'];

/** One call of a write tool as policy judges it. The facts a rule may look at are these and no others. */
export interface StepCall {
  /** `remedy` heals; `restore` puts the old value back later; `rollback` undoes a step that did not help. */
  kind: 'remedy' | 'restore' | 'rollback';
  tool: string;
  args: Record<string, Json>;
  /** What the target must look like right before. */
  preState: Json;
  /** The step whose effect this call takes back; null for a remedy, or where there is none. */
  undoes: Pick<ProposedStep, 'tool' | 'args' | 'expectedPreState'> | null;
}

/** The calls a step can lead to, as `direction` of a grant names them. Undefined where the change has no such call. */
export function stepCall(
  steps: readonly ProposedStep[],
  index: number,
  direction: 'forward' | 'rollback',
): StepCall | undefined {
  const step = steps[index];
  if (step === undefined) return undefined;
  if (direction === 'rollback') {
    if (step.rollback === null) return undefined;
    return { kind: 'rollback', ...step.rollback, preState: stateAfter(step), undoes: step };
  }
  const { purpose: kind, tool, args, expectedPreState: preState } = step;
  const undoes = kind === 'restore' ? remedyBefore(steps, index) : null;
  return { kind, tool, args, preState, undoes };
}

/** What the target looks like once the step is applied, where that follows from its arguments; else null. */
function stateAfter(step: ProposedStep): Json {
  if (step.tool !== 'set_topic_config') return null;
  const configs = TopicConfigPreState.safeParse(step.args.configs);
  return configs.success ? configs.data : null;
}

const remedyBefore = (steps: readonly ProposedStep[], index: number): ProposedStep | null =>
  steps
    .slice(0, index)
    .findLast(({ purpose, tool }) => purpose === 'remedy' && tool === steps[index]?.tool) ?? null;
