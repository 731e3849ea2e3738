import type { ToolHandlers } from '@sremesh/contracts';
import { authorize } from '@sremesh/policy/engine';
import type { GovernanceDeps } from '../deps.ts';

type AuthorizeCall = NonNullable<ToolHandlers['authorize_call']>;

/** Decides on a call that another agent is about to serve, in the tenant in which that agent was called. */
export function authorizeCall({ policy }: Pick<GovernanceDeps, 'policy'>): AuthorizeCall {
  return async ({ caller, principal: human, tool, facts }, { tenant }) =>
    authorize(policy, { caller, human, tenant, tool, facts });
}
