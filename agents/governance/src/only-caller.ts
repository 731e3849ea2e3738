import { MeshError, type AgentRole, type ToolCallContext } from '@sremesh/contracts';

/** The second line behind NATS permissions: refuses a caller the tool is not for. */
export function onlyCaller(call: ToolCallContext, role: AgentRole, tool: string): void {
  if (call.caller === role) return;
  throw new MeshError('MESH_PERMISSION_DENIED', `${tool} is for ${role}; the caller is ${call.caller}`, {
    remedy: `Only ${role} may call it.`,
  });
}
