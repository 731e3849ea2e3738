import type { ToolHandlers } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import { createOrGet } from '../create-or-get.ts';
import type { GovernanceDeps } from '../deps.ts';
import { whyFrozen } from '../freeze/freeze.ts';
import { whyNot } from '../grants/conditions.ts';
import { grantIdOf, handOn, issue } from '../grants/issue.ts';
import { onlyCaller } from '../only-caller.ts';

type RequestGrant = NonNullable<ToolHandlers['request_grant']>;

/** Grants one step and hands it to action. The same request again answers the same grant. */
export function requestGrant(deps: GovernanceDeps): RequestGrant {
  return async (input, call) => {
    onlyCaller(call, 'reasoning', 'request_grant');
    const log = logFor(deps.log, { ...call, incident: input.incident });
    const record = (await deps.proposals.get(input.proposalId))?.value;
    if (record?.tenant !== call.tenant || record.incident !== input.incident)
      return refused(`${input.incident} has no proposal ${JSON.stringify(input.proposalId)}`);
    const frozen = await deps.freeze.current();
    if (frozen.frozen) return refused(whyFrozen(frozen));
    const grantId = grantIdOf(input);
    const earlier = await deps.grants.get(grantId);
    const dead = earlier === undefined ? null : await deps.freeze.voided(earlier.value.grant);
    if (dead !== null) return refused(`${grantId} is void: ${dead}`);
    if (earlier === undefined) {
      const reason = await whyNot(deps, record, input, call.signal);
      if (reason !== null) {
        log.warn({ request: input, reason }, 'grant refused');
        return refused(reason);
      }
    }
    const { value } =
      earlier ??
      (await createOrGet(deps.grants, grantId, issue(deps, record, input, frozen.epoch, call.traceparent)));
    await handOn(deps, value);
    log.info({ grantId, request: input, expiresAt: value.grant.expiresAt }, 'step granted');
    return { granted: true, grantId, reason: `step ${input.step} is granted until ${value.grant.expiresAt}` };
  };
}

const refused = (reason: string): { granted: false; grantId: null; reason: string } => ({
  granted: false,
  grantId: null,
  reason,
});
