import { setTimeout as delay } from 'node:timers/promises';
import {
  isToolName,
  MeshError,
  tools,
  type CallContext,
  type ToolArgs,
  type ToolCall,
  type ToolName,
  type ToolOutput,
} from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import type { IncidentState } from './state.ts';

const attempts = 6;
const firstPauseMs = 150;
/** A callee that died with the call never answers: little is waited at first, and longer for one that is only slow. */
const firstTimeoutMs = 2500;
const longestTimeoutMs = 10_000;

/** Calls a tool, again where that can help: the callee may just be restarting. At most about ten seconds of pauses. */
export async function callTool<N extends ToolName>(
  mesh: Mesh,
  tool: N,
  args: ToolArgs<N>,
  context: CallContext,
  signal: AbortSignal,
): Promise<ToolOutput<N>> {
  for (let attempt = 1; ; attempt++) {
    const timeoutMs = Math.min(longestTimeoutMs, firstTimeoutMs * 2 ** (attempt - 1));
    try {
      return await mesh.call(tool, args, context, { signal, timeoutMs });
    } catch (error) {
      const again = error instanceof MeshError && error.retryable && attempt < attempts && !signal.aborted;
      if (!again) throw error;
      await delay(firstPauseMs * 2 ** attempt * (0.5 + Math.random()), undefined, { signal });
    }
  }
}

/** Calls the read tool that a plan names. Throws MESH_MESSAGE_INVALID for anything but a read tool with fitting arguments. */
export async function callReadTool(
  mesh: Mesh,
  { tool, args }: ToolCall,
  context: CallContext,
  signal: AbortSignal,
): Promise<unknown> {
  if (!isToolName(tool) || !tools[tool].annotations.readOnlyHint) {
    throw new MeshError('MESH_MESSAGE_INVALID', `"${tool}" is no read tool`);
  }
  if (!fits(tool, args)) throw new MeshError('MESH_MESSAGE_INVALID', `the arguments do not fit ${tool}`);
  return callTool(mesh, tool, args, context, signal);
}

const fits = <N extends ToolName>(tool: N, args: unknown): args is ToolArgs<N> =>
  tools[tool].input.safeParse(args).success;

/** The context of calls and handoffs made for an incident. */
export const contextOf = (state: IncidentState): CallContext & { incident: string } => ({
  tenant: state.tenant,
  traceparent: state.traceparent,
  incident: state.incident,
});
