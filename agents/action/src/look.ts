import type { GrantBody, ToolInput } from '@sremesh/contracts';
import type { WriteToolName } from '@sremesh/kafka';
import { checkCluster, checkLifetime, hasExpired } from '@sremesh/policy';
import type { Session, Target } from './deps.ts';
import type { Execution, Result } from './execution.ts';
import { patiently } from './patience.ts';
import { changed, faultBefore, moment, over } from './results.ts';

/** What was found before anything is done: the state to write down, and either where to go on or why not. */
export type Found = { preState: Execution['preState'] } & (
  | { hindrance: null; target: Target }
  | { hindrance: Result }
);

/** Redeems the grant and reads the target, as long as the grant lives. Faults that settle nothing (a shutdown, a bug) are thrown. */
export async function look<N extends WriteToolName>(
  session: Session,
  step: { tool: N; input: ToolInput<N>; grant: GrantBody },
  signal: AbortSignal,
): Promise<Found> {
  const { tool, input, grant } = step;
  try {
    checkLifetime(grant, moment());
    const found = await patiently(
      async () => {
        const target = await session.target();
        checkCluster(grant, await target.cluster());
        return { target, preState: await target.actions[tool].readPreState(input) };
      },
      () => hasExpired(grant, moment()),
      signal,
    );
    checkLifetime(grant, moment());
    const { target, preState } = found;
    const hindrance = changed(grant, preState) ?? over(target, grant);
    return hindrance === null ? { preState, hindrance, target } : { preState, hindrance };
  } catch (error) {
    const hindrance = faultBefore(grant, error);
    if (hindrance === null) throw error;
    return { preState: null, hindrance };
  }
}
