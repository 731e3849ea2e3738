import { MeshError, type ToolCallContext, type ToolHandlers } from '@sremesh/contracts';
import { authorize, type PolicyEngine } from '@sremesh/policy/engine';

type Handler = (input: never, call: ToolCallContext) => Promise<unknown>;

/** Governance's own tools, each call of them decided by policy first. Refused, they throw MESH_PERMISSION_DENIED. */
export function governed<H extends ToolHandlers>(handlers: H, engine: PolicyEngine): H {
  const wrapped = Object.entries<Handler | undefined>(handlers).map(([tool, handler]) => [
    tool,
    handler && governedHandler(tool, handler, engine),
  ]);
  return Object.fromEntries(wrapped);
}

function governedHandler(tool: string, handler: Handler, engine: PolicyEngine): Handler {
  return async (input, call) => {
    const { caller, principal: human, tenant } = call;
    const { allowed, reason } = authorize(engine, { caller, human, tenant, tool, facts: {} });
    if (!allowed)
      throw new MeshError('MESH_PERMISSION_DENIED', `policy refuses ${tool} by ${caller}: ${reason}`, {
        remedy: '`sremesh policy explain` says what would have to be true.',
      });
    return handler(input, call);
  };
}
