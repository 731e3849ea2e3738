import type { ToolHandlers } from '@sremesh/contracts';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import { issueChallenge } from '../proofs/challenges.ts';

type RequestChallenge = NonNullable<ToolHandlers['request_challenge']>;

/** Whoever asks gets one: it is worth nothing without a registered key. */
export function requestChallenge({ challenges }: Pick<GovernanceDeps, 'challenges'>): RequestChallenge {
  return async ({ purpose, subject }, call) => {
    onlyCaller(call, 'gateway', 'request_challenge');
    return issueChallenge(challenges, { purpose, tenant: call.tenant, subject });
  };
}
