import { interrupt } from '@langchain/langgraph';
import type { Resume } from '../state.ts';
import type { Node } from './node.ts';

/** Waits for a person. The approval itself is governance's record; this only learns that it was decided. */
export const awaitApproval: Node = async (state) => {
  const decided: Resume = interrupt({ awaited: 'approval', approvalId: state.approvalId });
  if (decided.awaited !== 'approval') throw new TypeError(`resumed with ${decided.awaited}`);
  if (decided.status === 'approved') return {};
  if (decided.status === 'denied')
    return { ending: { status: 'decided-by-governance', reason: decided.reason } };
  return { ending: { status: 'escalated', reason: `Nobody decided in time: ${decided.reason}` } };
};
