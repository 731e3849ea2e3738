import type { Approval, ToolHandlers } from '@sremesh/contracts';
import { toApproval } from '../approvals/show.ts';
import type { GovernanceDeps } from '../deps.ts';

type ListApprovals = NonNullable<ToolHandlers['list_approvals']>;

/** An answer has to fit one NATS message (1 MB by default) with room for its frame. */
const longestAnswerBytes = 900_000;

/** Approvals of the caller's tenant, newest first; fewer than asked for where they would not fit one message. */
export function listApprovals(deps: Pick<GovernanceDeps, 'approvals'>): ListApprovals {
  return async ({ status, limit, cursor }, { tenant }) => {
    const found = new Map<string, Approval>();
    for await (const { value } of deps.approvals.entries()) {
      if (value.tenant !== tenant || (status !== undefined && value.status !== status)) continue;
      if (cursor === undefined || cursorOf(value) < cursor) found.set(value.id, toApproval(value));
    }
    const rest = [...found.values()].toSorted((a, b) => (cursorOf(a) < cursorOf(b) ? 1 : -1));
    const items = rest.slice(0, fitting(rest, limit));
    const last = items.at(-1);
    return { items, nextCursor: last === undefined || items.length === rest.length ? null : cursorOf(last) };
  };
}

/** Orders approvals as the list does: by time, those of one moment by id. */
const cursorOf = ({ requestedAt, id }: Pick<Approval, 'requestedAt' | 'id'>): string =>
  `${requestedAt}~${id}`;

/** How many of them, at most `limit`, fit one answer. */
function fitting(approvals: readonly Approval[], limit: number): number {
  let bytes = 0;
  let count = 0;
  for (const approval of approvals.slice(0, limit)) {
    bytes += Buffer.byteLength(JSON.stringify(approval));
    if (count > 0 && bytes > longestAnswerBytes) break;
    count += 1;
  }
  return count;
}
