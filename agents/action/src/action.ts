import type { Agent, AgentContext } from '@sremesh/agent';
import { Freeze } from '@sremesh/contracts';
import { createGrantVerifier } from '@sremesh/policy';
import { watchClientHost } from './client-host.ts';
import type { ActionConfig } from './config.ts';
import type { ActionDeps } from './deps.ts';
import { executeStep } from './execute.ts';
import { Execution } from './execution.ts';
import { giveUp } from './give-up.ts';
import { openSession } from './session.ts';

/**
 * Action: carries out single steps that governance granted, and nothing else. It serves nobody, and has no Kafka user:
 * each step brings its own, which governance makes for the grant and ends with it.
 */
export async function createAction(context: AgentContext<ActionConfig>): Promise<Agent> {
  const { config, mesh, instance, log } = context;
  // A key that is none has to show now, not with the first grant.
  createGrantVerifier(config.SREMESH_GRANT_PUBLIC_KEY);
  const host = watchClientHost(config, context);
  const deps: ActionDeps = {
    mesh,
    executions: mesh.store('executions', Execution),
    freeze: mesh.store('freeze', Freeze),
    instance,
    publicKey: config.SREMESH_GRANT_PUBLIC_KEY,
    open: (step) =>
      openSession({ mesh, connection: config, instance, host: () => host.address(), log }, step),
    log,
  };
  return {
    work: {
      set_topic_config: executeStep(deps, 'set_topic_config'),
      elect_leaders: executeStep(deps, 'elect_leaders'),
    },
    onDeadLetter: giveUp(deps),
    notReady: () => host.trouble(),
    close: () => host.done,
  };
}
