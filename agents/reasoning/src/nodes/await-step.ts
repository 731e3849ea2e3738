import { interrupt } from '@langchain/langgraph';
import type { Resume } from '../state.ts';
import type { Node } from './node.ts';
import { runOf } from '../step-run.ts';

/** Waits for action to report what became of the grant. */
export const awaitStep: Node = async (state) => {
  const run = runOf(state);
  const report: Resume = interrupt({ awaited: 'step', grantId: run.grantId });
  if (report.awaited !== 'step') throw new TypeError(`resumed with ${report.awaited}`);
  return { run: { ...run, outcome: report.outcome, reason: report.reason, appliedAt: Date.now() } };
};
