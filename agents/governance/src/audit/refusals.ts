import type { ToolHandlers } from '@sremesh/contracts';
import type { Audit } from './audit.ts';

type RequestGrant = NonNullable<ToolHandlers['request_grant']>;

/** The tool, whose refusals are in the audit as its grants are. */
export function refusalsRecorded(
  audit: Pick<Audit, 'recordLater'>,
  requestGrant: RequestGrant,
): RequestGrant {
  return async (input, call) => {
    const answer = await requestGrant(input, call);
    const { granted, reason } = answer;
    if (!granted)
      audit.recordLater({
        kind: 'decision',
        tenants: [call.tenant],
        data: { about: 'grant', granted, reason, ...input },
      });
    return answer;
  };
}
