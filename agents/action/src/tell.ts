import type { ActionDeps } from './deps.ts';
import type { Execution } from './execution.ts';

/** Tells what became of a grant and hands it to the waiting incident; the ids make it one telling however often. */
export async function tell(deps: ActionDeps, execution: Execution): Promise<void> {
  const { grantId, tenant, incident, traceparent, step, direction, instance, preState, result } = execution;
  if (result === null) throw new RangeError(`${grantId} has no result yet`);
  const { outcome, reason } = result;
  const place = { step, direction, grantId, instance };
  const key = (type: string) => ({ id: `${incident}:${type}:${grantId}`, incident, tenant });
  if (result.outcome === 'applied')
    await deps.mesh.emit('applied', { ...place, preState, postState: result.postState }, key('applied'));
  else await deps.mesh.emit('not_applied', { ...place, outcome: result.outcome, reason }, key('not_applied'));
  await deps.mesh.handOff(
    'advance_incident',
    { incident, resume: { awaited: 'step', grantId, outcome, reason } },
    { tenant, incident, traceparent },
    { id: `${incident}:${grantId}:outcome` },
  );
}
