import type { Approval, ToolHandlers } from '@sremesh/contracts';
import { toApproval } from '../approvals/show.ts';
import type { GovernanceDeps } from '../deps.ts';

type ListApprovals = NonNullable<ToolHandlers['list_approvals']>;

/** An answer has to fit one NATS message (1 MB by default) with room for its frame. */
const longestAnswerBytes = 900_000;

/** Approvals of the caller's tenant, newest first; fewer than asked for where they would not fit one message. */
export function listApprovals(deps: Pick<GovernanceDeps, 'approvals'>): ListApprovals {
  return async ({ status, limit }, { tenant }) => {
    const found: Approval[] = [];
    for await (const { value } of deps.approvals.entries()) {
      if (value.tenant === tenant && (status === undefined || value.status === status))
        found.push(toApproval(value));
    }
    const newest = found.toSorted((a, b) => b.requestedAt.localeCompare(a.requestedAt)).slice(0, limit);
    let bytes = 0;
    const fitting = newest.filter(
      (approval) => (bytes += Buffer.byteLength(JSON.stringify(approval))) <= longestAnswerBytes,
    );
    return { items: fitting };
  };
}
