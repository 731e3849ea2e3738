import { GrantBody, newTraceParent } from '@sremesh/contracts';
import type { DeadLetter } from '@sremesh/mesh';
import type { ActionDeps } from './deps.ts';
import { record } from './execute.ts';
import { tell } from './tell.ts';

/** Settles a handoff that kept failing as failed, so that its incident does not wait for ever. */
export function giveUp(deps: ActionDeps) {
  return async ({ tenant, incident, id, reason: last }: DeadLetter): Promise<void> => {
    const reason = `given up after repeated faults; whether it took effect is not known: ${last}`;
    const grantId = GrantBody.shape.id.safeParse(id.slice(`${incident}:`.length)).data;
    deps.log.error({ audit: true, tenant, incident, handoff: id, reason }, 'step given up');
    if (grantId === undefined) return;
    const known = await deps.executions.get(grantId);
    if (known?.value.workId === id) {
      const settled =
        known.value.result === null ? await record(deps, known, { outcome: 'failed', reason }) : known.value;
      return tell(deps, settled);
    }
    await deps.mesh.handOff(
      'advance_incident',
      { incident, resume: { awaited: 'step', grantId, outcome: 'failed', reason } },
      { tenant, incident, traceparent: newTraceParent() },
      { id: `${incident}:${grantId}:outcome` },
    );
  };
}
