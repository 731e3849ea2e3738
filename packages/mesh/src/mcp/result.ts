import type { CallToolResult } from '@modelcontextprotocol/server';
import { errorMessage, MeshError, type ToolContract } from '@sremesh/contracts';
import { z } from 'zod';

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

/** The first thing wrong, with the field it is in. */
export function describe(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  const field = issue.path.length === 0 ? 'the value' : issue.path.map(String).join('.');
  return `${field}: ${issue.message}`;
}
