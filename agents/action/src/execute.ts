import { MeshError, type GrantBody, type ToolInput, type WorkContext } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import type { WriteAction, WriteToolName } from '@sremesh/kafka';
import type { Stored } from '@sremesh/mesh';
import { checkBinding, GrantRefused, hasExpired } from '@sremesh/policy';
import type { ActionDeps, Session, StepOf, Target } from './deps.ts';
import type { Execution, Result } from './execution.ts';
import { whyFrozen } from './frozen.ts';
import { look } from './look.ts';
import { patiently } from './patience.ts';
import { refuseReplay, refuseUntrusted } from './refuse.ts';
import { changed, expired, failed, moment, over } from './results.ts';
import { tell } from './tell.ts';

/** How long the target may be out of reach while it is not known whether a step took effect. */
const doubtMs = 300_000;

interface Step<N extends WriteToolName> extends StepOf<N> {
  input: ToolInput<N>;
}

/**
 * Carries out one granted step, at most once, whatever dies when. It owns the record of the grant in `executions`:
 *
 * 1. Nothing is applied before the record holds the intent, and one handoff only can make the record.
 * 2. A record with a result is final: the same handoff tells it again, another one is refused.
 * 3. What a record without a result led to is read from the target; only what is not there is applied. Whoever goes on
 *    takes the record over by its revision, so that a slower replica cannot write a result, and redeems the grant anew,
 *    so that it cannot change anything any more either.
 * 4. The credential ends after the result is recorded, and before it is told.
 */
export function executeStep<N extends WriteToolName>(deps: ActionDeps, tool: N) {
  return async (input: ToolInput<N>, work: WorkContext): Promise<void> => {
    let grant: GrantBody;
    try {
      grant = bound(deps, tool, input, work);
    } catch (error) {
      if (error instanceof GrantRefused) return refuseUntrusted(deps, tool, work, error.message);
      throw error;
    }
    const known = await deps.executions.get(grant.id);
    if (known !== undefined && known.value.workId !== work.id) return refuseReplay(deps, tool, work, grant);
    const done = await carryOut(deps, { tool, input, work, grant }, known);
    const { result, incident, grantId } = done;
    logFor(deps.log, { ...work, incident }).info({ audit: true, grantId, tool, result }, 'step settled');
    await tell(deps, done);
  };
}

const bound = (deps: ActionDeps, tool: string, args: unknown, work: WorkContext): GrantBody =>
  checkBinding(work.grant, {
    publicKey: deps.publicKey,
    tool,
    args,
    incident: work.incident ?? '',
    tenant: work.tenant,
  });

async function carryOut<N extends WriteToolName>(
  deps: ActionDeps,
  step: Step<N>,
  known: Stored<Execution> | undefined,
): Promise<Execution> {
  if (known !== undefined && known.value.result !== null) return known.value;
  const session = deps.open(step);
  try {
    return known === undefined ? await begin(deps, session, step) : await goOn(deps, session, step, known);
  } finally {
    await session.close();
  }
}

/** The first delivery: looks, writes down the intent, applies. */
async function begin<N extends WriteToolName>(
  deps: ActionDeps,
  session: Session,
  step: Step<N>,
): Promise<Execution> {
  const { tool, grant, work } = step;
  const found = await look(session, step, work.signal);
  const { id: grantId, tenant, incident, step: index, direction } = grant;
  const execution: Execution = {
    grantId,
    workId: work.id,
    tenant,
    incident,
    traceparent: work.traceparent,
    step: index,
    direction,
    tool,
    instance: deps.instance,
    preState: found.preState,
    at: new Date().toISOString(),
    result: found.hindrance,
  };
  const revision = await deps.executions.create(grantId, execution);
  if (found.hindrance !== null) return execution;
  return applyAndRecord(deps, { session, target: found.target }, step, { value: execution, revision });
}

/** A later delivery of the same handoff. */
async function goOn<N extends WriteToolName>(
  deps: ActionDeps,
  session: Session,
  step: Step<N>,
  known: Stored<Execution>,
): Promise<Execution> {
  const { tool, input, work, grant } = step;
  const mine = { ...known.value, instance: deps.instance };
  const held = { value: mine, revision: await deps.executions.update(grant.id, mine, known.revision) };
  const giveUpAt = Date.now() + doubtMs;
  const { target, reached, preState } = await patiently(
    async () => {
      const open = await session.target();
      const action = open.actions[tool];
      return {
        target: open,
        reached: await action.isReached(input),
        preState: await action.readPreState(input),
      };
    },
    () => Date.now() > giveUpAt,
    work.signal,
  );
  if (reached) return recordApplied(deps, target.actions[tool], input, held);
  const hindrance = hasExpired(grant, moment())
    ? expired(grant, 'it was begun, and found not to be in effect')
    : (changed(grant, preState) ?? over(target, grant));
  return hindrance === null
    ? applyAndRecord(deps, { session, target }, step, held)
    : record(deps, held, hindrance);
}

async function applyAndRecord<N extends WriteToolName>(
  deps: ActionDeps,
  { session, target }: { session: Session; target: Target },
  { tool, input, grant }: Step<N>,
  held: Stored<Execution>,
): Promise<Execution> {
  const frozen = await whyFrozen(deps, grant);
  if (frozen !== null) return record(deps, held, { outcome: 'refused', reason: frozen });
  try {
    await target.actions[tool].apply(input);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) throw error;
    // Its credential may have ended under it, with the change already accepted.
    await stillMine(deps, held);
    const again = (await session.renewed()).actions[tool];
    return (await again.isReached(input))
      ? recordApplied(deps, again, input, held)
      : record(deps, held, failed(error));
  }
  return recordApplied(deps, target.actions[tool], input, held);
}

/** Throws MESH_CONFLICT where another replica has taken the record over: its credential must not be ended. */
async function stillMine({ executions }: ActionDeps, { value, revision }: Stored<Execution>): Promise<void> {
  if ((await executions.get(value.grantId))?.revision === revision) return;
  throw new MeshError('MESH_CONFLICT', `${value.grantId} was taken over by another replica`);
}

const recordApplied = async <N extends WriteToolName>(
  deps: ActionDeps,
  action: WriteAction<N>,
  input: ToolInput<N>,
  held: Stored<Execution>,
): Promise<Execution> =>
  record(deps, held, { outcome: 'applied', reason: '', postState: await action.readBack(input) });

/** Writes the result over the intent that was read; throws MESH_CONFLICT where another replica took it over. */
export async function record(
  deps: Pick<ActionDeps, 'executions'>,
  held: Stored<Execution>,
  result: Result,
): Promise<Execution> {
  const execution: Execution = { ...held.value, result, at: new Date().toISOString() };
  await deps.executions.update(execution.grantId, execution, held.revision);
  return execution;
}
