import { isAgentRole, isToolName, tools } from '@sremesh/contracts';
import type { PolicyEngine } from './engine.ts';
import { defaultDeny, denied, type Evaluation } from './evaluation.ts';
import type { Facts } from './request.ts';
import type { Requester } from './situation.ts';

/** A call of a tool that changes no cluster. `facts`: those the tool's contract declares about its arguments. */
export interface ToolUse extends Requester {
  tool: string;
  facts: Record<string, unknown>;
}

/** An authorization, and the version of the policies that it holds for. */
export type Authorization = Evaluation & { policyVersion: string };

/** Decides on a call as it arrives. It depends on nothing but the arguments given here and the policies, so it can be kept. */
export function authorize(engine: PolicyEngine, use: ToolUse): Authorization {
  return { ...evaluate(engine, use), policyVersion: engine.version };
}

function evaluate(engine: PolicyEngine, { caller, human, tenant, tool, facts }: ToolUse): Evaluation {
  const named = JSON.stringify(tool.slice(0, 100));
  if (!isAgentRole(caller))
    return denied(
      defaultDeny,
      `${JSON.stringify(caller.slice(0, 100))} would have to be an agent of the mesh`,
    );
  if (!isToolName(tool)) return denied(defaultDeny, `${named} would have to be a tool of the mesh`);
  if (tools[tool].server === 'action')
    return denied(defaultDeny, `${named} changes a cluster; a step of a proposal would have to be granted`);
  const args: Facts = {};
  for (const [name, value] of Object.entries(facts)) {
    if (!isPlain(value) || name.startsWith('__'))
      return denied(
        defaultDeny,
        `the fact ${JSON.stringify(name.slice(0, 100))} of ${named} would have to be text, a whole number or a truth value`,
      );
    args[name] = value;
  }
  return engine.evaluate({ caller, human, tenant, cluster: tenant, tool, context: { args } });
}

/** Cedar's own values in JSON; anything else could be read as something else. */
const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
