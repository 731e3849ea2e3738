import { callTool, contextOf } from '../tools.ts';
import { signalOf, type Node, type NodeDeps } from './node.ts';
import { firstRun } from '../step-run.ts';

/** Registers the change with governance and takes its answer. Asked again, governance answers the same proposal. */
export function propose(deps: NodeDeps): Node {
  return async (state, config) => {
    const { incident, change } = state;
    if (change === undefined) throw new TypeError('nothing to propose');
    const answer = await callTool(
      deps.mesh,
      'propose_change',
      { incident, change },
      contextOf(state),
      signalOf(config),
    );
    const registered = { proposalId: answer.proposalId, approvalId: answer.approvalId ?? undefined };
    switch (answer.decision) {
      case 'refused':
        return { ...registered, ending: { status: 'decided-by-governance', reason: answer.reason } };
      case 'proposal_only':
        return { ...registered, ending: { status: 'proposal-only', reason: answer.reason } };
      case 'approval_required':
      case 'allowed':
        return { ...registered, run: firstRun(0, 'forward') };
    }
  };
}
