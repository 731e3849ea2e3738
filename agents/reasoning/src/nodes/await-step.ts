import { interrupt } from '@langchain/langgraph';
import type { Resume } from '../state.ts';
import { runOf } from './grant.ts';
import type { Node } from './node.ts';

/** Waits for action to report what became of the grant. */
export const awaitStep: Node = async (state) => {
  const run = runOf(state.run);
  const report: Resume = interrupt({ awaited: 'step', grantId: run.grantId });
  if (report.awaited !== 'step') throw new TypeError(`resumed with ${report.awaited}`);
  return { run: { ...run, outcome: report.outcome, reason: report.reason, appliedAt: Date.now() } };
};
