import type { Agent, AgentContext } from '@sremesh/agent';
import { createGrantVerifier } from '@sremesh/policy';
import type { ActionConfig } from './config.ts';
import type { ActionDeps } from './deps.ts';
import { executeStep } from './execute.ts';
import { Execution } from './execution.ts';
import { giveUp } from './give-up.ts';
import { connectTarget } from './kafka-target.ts';

/** Action: carries out single steps that governance granted, and nothing else. It calls nobody and serves nobody. */
export async function createAction(context: AgentContext<ActionConfig>): Promise<Agent> {
  const { config, mesh, instance, log } = context;
  // A key that is none has to show now, not with the first grant.
  createGrantVerifier(config.SREMESH_GRANT_PUBLIC_KEY);
  const target = config.KAFKA_ACTION_USERNAME === undefined ? null : connectTarget(config, context);
  if (target === null)
    log.warn({ missing: 'KAFKA_ACTION_USERNAME' }, 'no Kafka credentials: every step will be refused');
  const deps: ActionDeps = {
    mesh,
    executions: mesh.store('executions', Execution),
    instance,
    publicKey: config.SREMESH_GRANT_PUBLIC_KEY,
    target,
    log,
  };
  return {
    work: {
      set_topic_config: executeStep(deps, 'set_topic_config'),
      elect_leaders: executeStep(deps, 'elect_leaders'),
    },
    onDeadLetter: giveUp(deps),
    notReady: () => target?.trouble() ?? null,
    close: async () => target?.close(),
  };
}
