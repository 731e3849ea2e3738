import type { GrantBody, ToolInput } from '@sremesh/contracts';
import type { WriteToolName } from '@sremesh/kafka';
import { checkCluster, checkLifetime, hasExpired } from '@sremesh/policy';
import type { Target } from './deps.ts';
import type { Execution, Result } from './execution.ts';
import { patiently } from './patience.ts';
import { changed, faultBefore, moment } from './results.ts';

/** What was found before anything is done: the state to write down, and why not to go on, if so. */
export interface Found {
  preState: Execution['preState'];
  hindrance: Result | null;
}

/** Reads the target as long as the grant lives. Faults that settle nothing (a shutdown, a bug) are thrown. */
export async function look<N extends WriteToolName>(
  target: Target,
  step: { tool: N; input: ToolInput<N>; grant: GrantBody },
  signal: AbortSignal,
): Promise<Found> {
  const { tool, input, grant } = step;
  try {
    checkLifetime(grant, moment());
    const preState = await patiently(
      async () => {
        checkCluster(grant, await target.cluster());
        return target.actions[tool].readPreState(input);
      },
      () => hasExpired(grant, moment()),
      signal,
    );
    checkLifetime(grant, moment());
    return { preState, hindrance: changed(grant, preState) };
  } catch (error) {
    const hindrance = faultBefore(grant, error);
    if (hindrance === null) throw error;
    return { preState: null, hindrance };
  }
}
