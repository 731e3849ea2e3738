import { MeshError, type GrantBody, type ToolInput, type WorkContext } from '@sremesh/contracts';
import { logFor } from '@sremesh/agent';
import type { WriteAction, WriteToolName } from '@sremesh/kafka';
import type { Stored } from '@sremesh/mesh';
import { checkBinding, GrantRefused, hasExpired } from '@sremesh/policy';
import type { ActionDeps, Target } from './deps.ts';
import type { Execution, Result } from './execution.ts';
import { look } from './look.ts';
import { patiently } from './patience.ts';
import { refuseReplay, refuseUntrusted } from './refuse.ts';
import { changed, expired, failed, moment } from './results.ts';
import { tell } from './tell.ts';

/** How long the target may be out of reach while it is not known whether a step took effect. */
const doubtMs = 300_000;

interface Step<N extends WriteToolName> {
  tool: N;
  input: ToolInput<N>;
  work: WorkContext;
  grant: GrantBody;
}

/**
 * Carries out one granted step, at most once, whatever dies when. It owns the record of the grant in `executions`:
 *
 * 1. Nothing is applied before the record holds the intent, and one handoff only can make the record.
 * 2. A record with a result is final: the same handoff tells it again, another one is refused.
 * 3. What a record without a result led to is read from the target; only what is not there is applied. Whoever goes on
 *    takes the record over by its revision, so that a slower replica cannot write a result.
 * 4. The result is told after it is recorded.
 */
export function executeStep<N extends WriteToolName>(deps: ActionDeps, tool: N) {
  return async (input: ToolInput<N>, work: WorkContext): Promise<void> => {
    const { target } = deps;
    if (target === null)
      return refuseUntrusted(deps, tool, work, 'this agent has no Kafka credentials (KAFKA_ACTION_USERNAME)');
    let grant: GrantBody;
    try {
      grant = bound(deps, tool, input, work);
    } catch (error) {
      if (error instanceof GrantRefused) return refuseUntrusted(deps, tool, work, error.message);
      throw error;
    }
    const known = await deps.executions.get(grant.id);
    if (known !== undefined && known.value.workId !== work.id) return refuseReplay(deps, tool, work, grant);
    const step = { tool, input, work, grant };
    const done =
      known === undefined ? await begin(deps, target, step) : await goOn(deps, target, step, known);
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

/** The first delivery: looks, writes down the intent, applies. */
async function begin<N extends WriteToolName>(
  deps: ActionDeps,
  target: Target,
  step: Step<N>,
): Promise<Execution> {
  const { tool, grant, work } = step;
  const { preState, hindrance } = await look(target, step, work.signal);
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
    preState,
    at: new Date().toISOString(),
    result: hindrance,
  };
  const revision = await deps.executions.create(grantId, execution);
  if (hindrance !== null) return execution;
  return applyAndRecord(deps, target.actions[tool], step.input, { value: execution, revision });
}

/** A later delivery of the same handoff. */
async function goOn<N extends WriteToolName>(
  deps: ActionDeps,
  target: Target,
  { tool, input, work, grant }: Step<N>,
  known: Stored<Execution>,
): Promise<Execution> {
  if (known.value.result !== null) return known.value;
  const action = target.actions[tool];
  const mine = { ...known.value, instance: deps.instance };
  const held = { value: mine, revision: await deps.executions.update(grant.id, mine, known.revision) };
  const giveUpAt = Date.now() + doubtMs;
  const now = await patiently(
    async () => ({ reached: await action.isReached(input), preState: await action.readPreState(input) }),
    () => Date.now() > giveUpAt,
    work.signal,
  );
  if (now.reached) return recordApplied(deps, action, input, held);
  const hindrance = hasExpired(grant, moment())
    ? expired(grant, 'it was begun, and found not to be in effect')
    : changed(grant, now.preState);
  return hindrance === null ? applyAndRecord(deps, action, input, held) : record(deps, held, hindrance);
}

async function applyAndRecord<N extends WriteToolName>(
  deps: ActionDeps,
  action: WriteAction<N>,
  input: ToolInput<N>,
  held: Stored<Execution>,
): Promise<Execution> {
  try {
    await action.apply(input);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) throw error;
    return record(deps, held, failed(error));
  }
  return recordApplied(deps, action, input, held);
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
