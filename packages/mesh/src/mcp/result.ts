import type { CallToolResult } from '@modelcontextprotocol/server';
import { errorMessage, MeshError, type ToolContract } from '@sremesh/contracts';
import { describe } from '../json.ts';

/** A tool's answer as an MCP result, checked against the tool's own schema. */
export function success(contract: ToolContract, output: unknown): CallToolResult {
  const checked = contract.output.safeParse(output);
  if (!checked.success)
    throw new Error(`${contract.name} answered what its schema does not allow: ${describe(checked.error)}`);
  return { content: [], structuredContent: checked.data };
}

/** A failed call as an MCP result: what happened and what to do, never a stack. */
export function failure(error: unknown): CallToolResult {
  const code = error instanceof MeshError ? error.code : 'MESH_TOOL_FAILED';
  const remedy = error instanceof MeshError && error.remedy !== undefined ? ` ${error.remedy}` : '';
  return { isError: true, content: [{ type: 'text', text: `${code}: ${errorMessage(error)}.${remedy}` }] };
}
