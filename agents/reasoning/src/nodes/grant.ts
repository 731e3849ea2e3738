import { callTool, contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';
import { runOf } from '../step-run.ts';

/** Asks for the right to carry out the step at hand; granted, governance has already handed it to action. */
export function grant(deps: NodeDeps): Node {
  return async (state, config) => {
    const run = runOf(state);
    const answer = await callTool(
      deps.mesh,
      'request_grant',
      {
        incident: state.incident,
        proposalId: state.proposalId ?? '',
        step: run.index,
        direction: run.direction,
        attempt: run.attempt,
      },
      contextOf(state),
      signalOf(config),
    );
    if (answer.granted && answer.grantId !== null)
      return { run: { ...run, grantId: answer.grantId, outcome: '' } };
    return { run: { ...run, outcome: 'not-granted', reason: answer.reason } };
  };
}
