import { logFor } from '@sremesh/agent';
import type { ToolHandlers } from '@sremesh/contracts';
import { endCredential } from '../access/credential.ts';
import { refused, type CredentialToolDeps } from '../access/redeem.ts';
import { onlyCaller } from '../only-caller.ts';

type ReleaseGrant = NonNullable<ToolHandlers['release_grant']>;

/** Ends a credential before its time, if it is still the one that lives. */
export function releaseGrant(deps: CredentialToolDeps): ReleaseGrant {
  return async ({ grantId, workId, username }, call) => {
    onlyCaller(call, 'action', 'release_grant');
    const grant = (await deps.grants.get(grantId))?.value.grant;
    const known = await deps.credentials.get(grantId);
    if (grant?.tenant !== call.tenant || known?.value.workId !== workId)
      throw refused(`handoff ${JSON.stringify(workId)} has not redeemed ${JSON.stringify(grantId)}`);
    const { kafka } = deps;
    if (known.value.live?.username !== username || kafka === null) return { released: false };
    await endCredential({ ...deps, kafka }, grantId, username);
    logFor(deps.log, call).info({ audit: true, grantId, workId, username }, 'grant released');
    return { released: true };
  };
}
