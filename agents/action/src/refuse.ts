import { logFor } from '@sremesh/agent';
import { digestOf, GrantBody, type WorkContext } from '@sremesh/contracts';
import type { ActionDeps } from './deps.ts';

const Claim = GrantBody.pick({ id: true, step: true, direction: true });
type Claim = Pick<GrantBody, 'id' | 'step' | 'direction'>;

/**
 * Refuses a handoff whose grant cannot be trusted. Nothing is written under the grant's name, so that a forgery cannot
 * use up the real one; the incident learns of it, so that it does not wait for ever.
 */
export async function refuseUntrusted(
  deps: ActionDeps,
  tool: string,
  work: WorkContext,
  reason: string,
): Promise<void> {
  const { tenant, traceparent, incident = '' } = work;
  audit(deps, tool, work, reason);
  const id = `${incident}:refused:${occasionOf(work)}`;
  const claim = Claim.safeParse(work.grant).data;
  if (claim !== undefined) await tellRefused(deps, claim, work, reason);
  // Governance's handoffs are named `{incident}:{grantId}`, also where the grant itself is lost.
  const grantId = claim?.id ?? GrantBody.shape.id.safeParse(work.id.slice(`${incident}:`.length)).data;
  if (grantId === undefined) return;
  await deps.mesh.handOff(
    'advance_incident',
    { incident, resume: { awaited: 'step', grantId, outcome: 'refused', reason } },
    { tenant, incident, traceparent },
    { id },
  );
}

/** Refuses a second handoff that brings a grant which another one has used, whose outcome stands and is not told again. */
export async function refuseReplay(
  deps: ActionDeps,
  tool: string,
  work: WorkContext,
  grant: GrantBody,
): Promise<void> {
  const reason = 'grant refused: grant: another handoff has used it; a grant is good for one';
  audit(deps, tool, work, reason);
  await tellRefused(deps, grant, work, reason);
}

const tellRefused = async (
  deps: ActionDeps,
  { id: grantId, step, direction }: Claim,
  work: WorkContext,
  reason: string,
): Promise<void> => {
  const { tenant, incident = '' } = work;
  await deps.mesh.emit(
    'not_applied',
    { step, direction, grantId, outcome: 'refused', reason, instance: deps.instance },
    { id: `${incident}:refused:${occasionOf(work)}`, incident, tenant },
  );
};

/** Tells handoffs apart in ids: the same on every delivery of one. */
const occasionOf = ({ tenant, incident, id }: WorkContext): string =>
  digestOf({ tenant, incident, id }).slice(7, 27);

const audit = (deps: ActionDeps, tool: string, work: WorkContext, reason: string): void => {
  const { id: handoff, tenant, delivery } = work;
  logFor(deps.log, work).warn({ audit: true, tool, handoff, tenant, delivery, reason }, 'step refused');
};
