import type { ProposedStep, StepRisk } from '@sremesh/contracts';
import { stepCall } from '../step-call.ts';
import type { PolicyEngine } from './engine.ts';
import { denied, type Evaluation } from './evaluation.ts';
import type { Situation } from './situation.ts';
import { evaluateCall } from './step-context.ts';

/** Judges one call of a change just before it is granted, with the approvals that there really are. */
export function judgeStep(
  engine: PolicyEngine,
  steps: readonly (ProposedStep & Partial<StepRisk>)[],
  { step: index, direction }: { step: number; direction: 'forward' | 'rollback' },
  situation: Situation & { approvals: number },
): Evaluation {
  const step = steps[index];
  const call = stepCall(steps, index, direction);
  if (step === undefined || call === undefined)
    return denied('steps', `the proposal would have to have a step ${index} with a ${direction} call`);
  return evaluateCall(engine, { call, step }, situation, situation);
}
