import type { ProposedStep } from '@sremesh/contracts';
import type { IncidentState, StepRun } from './state.ts';

/** A step before its first grant. */
export const firstRun = (index: number, direction: StepRun['direction']): StepRun => ({
  index,
  direction,
  attempt: 1,
  grantId: '',
  appliedAt: 0,
  outcome: '',
  reason: '',
});

/** The step at hand. Throws where the graph has none: an edge is wrong. */
export function runOf(state: IncidentState): StepRun {
  if (state.run === undefined) throw new TypeError('no step is at hand');
  return state.run;
}

export function stepOf(state: IncidentState): ProposedStep {
  const step = state.change?.steps[runOf(state).index];
  if (step === undefined) throw new TypeError('the step at hand is not in the change');
  return step;
}

/** The step that follows the one at hand. */
export const nextStep = (state: IncidentState): ProposedStep | undefined =>
  state.change?.steps[runOf(state).index + 1];
