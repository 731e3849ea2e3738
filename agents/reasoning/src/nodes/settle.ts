import type { Ending, IncidentState, IncidentUpdate, StepRun } from '../state.ts';
import type { Node } from './node.ts';
import { firstRun, nextStep, runOf, stepOf } from '../step-run.ts';

/** Grants of one step that may expire unused before the incident is given to a person. */
const maxAttempts = 5;

/** Decides what follows from how a step went. Pure: it looks only at the state. */
export const settle: Node = async (state) => {
  const run = runOf(state);
  if (run.outcome === 'expired' && run.attempt < maxAttempts) {
    return { next: 'grant', run: { ...run, attempt: run.attempt + 1, grantId: '', outcome: '' } };
  }
  if (run.outcome !== 'applied') return notApplied(state, run);
  return run.direction === 'rollback' ? rolledBack(state) : appliedForward(state, run);
};

const closeWith = (ending: Ending): IncidentUpdate => ({ next: 'close', ending });

function notApplied(state: IncidentState, run: StepRun): IncidentUpdate {
  const what = run.direction === 'rollback' ? 'The undo' : 'The step';
  if (stepOf(state).purpose === 'restore') return { next: 'end' };
  return closeWith({
    status: 'escalated',
    reason: `${what} was not carried out (${run.outcome}): ${run.reason}`,
  });
}

function rolledBack(state: IncidentState): IncidentUpdate {
  if (stepOf(state).purpose === 'restore') return { next: 'end' };
  return closeWith({ status: 'undone', reason: 'The step did not help; the state before it is back.' });
}

function appliedForward(state: IncidentState, run: StepRun): IncidentUpdate {
  const step = stepOf(state);
  if (state.verified === 'held') {
    if (step.purpose === 'restore') return { next: 'end' };
    if (nextStep(state)?.purpose === 'remedy')
      return { next: 'grant', run: firstRun(run.index + 1, 'forward') };
    return { next: 'resolve' };
  }
  if (state.verified === 'kept') {
    return closeWith({
      status: 'escalated',
      reason: `The step is kept, because undoing it could harm: ${run.reason}`,
    });
  }
  if (step.rollback !== null) return { next: 'grant', run: firstRun(run.index, 'rollback') };
  return closeWith({
    status: 'escalated',
    reason: `The step did not help and has no inverse: ${run.reason}`,
  });
}
