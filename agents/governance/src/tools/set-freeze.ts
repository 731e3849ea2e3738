import type { ToolHandlers } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import type { GovernanceDeps } from '../deps.ts';
import { onlyCaller } from '../only-caller.ts';
import { checkProof } from '../proofs/check.ts';

type SetFreeze = NonNullable<ToolHandlers['set_freeze']>;

/** Stopping takes nobody's signature, only lifting does: who is wrongly believed to stop the mesh has only stopped it. */
export function setFreeze(
  deps: Pick<GovernanceDeps, 'freeze' | 'approvers' | 'challenges' | 'log'>,
): SetFreeze {
  return async ({ frozen, reason, proof }, call) => {
    onlyCaller(call, 'gateway', 'set_freeze');
    const { tenant } = call;
    const log = logFor(deps.log, call);
    if (frozen) {
      const freeze = await deps.freeze.freeze(reason, call.principal?.name ?? call.caller);
      log.warn({ audit: true, freeze }, 'the mesh is frozen');
      return { freeze };
    }
    const approver = await checkProof(deps, proof, {
      purpose: 'unfreeze',
      tenant,
      subject: tenant,
      role: 'approver',
      decision: { reason },
    });
    const freeze = await deps.freeze.lift(reason, approver.name);
    log.warn({ audit: true, freeze }, 'the mesh is unfrozen');
    return { freeze };
  };
}
