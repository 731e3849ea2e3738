import type { Approval } from '@sremesh/contracts';
import { plain } from './plain.ts';

/** Who has to approve, in words. */
export const peopleOf = ({
  requiredRole,
  requiredApprovals,
}: Pick<Approval, 'requiredRole' | 'requiredApprovals'>): string =>
  requiredApprovals === 1
    ? `a decision by role ${requiredRole}`
    : `the approval of ${requiredApprovals} different people with role ${requiredRole}`;

/** Who decided what, a line for each person. */
export const decisionLines = ({ decisions }: Pick<Approval, 'decisions'>): string[] =>
  decisions.map(({ by, decision, at, reason }) =>
    plain(
      `${decision === 'approve' ? 'approved' : 'denied'} by ${by} at ${at}${reason === '' ? '' : `: ${reason}`}`,
    ),
  );
