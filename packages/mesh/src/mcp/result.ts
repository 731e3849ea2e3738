import type { CallToolResult } from '@modelcontextprotocol/server';
import {
  errorMessage,
  MeshError,
  meshErrorCodes,
  metaKeys,
  type MeshErrorCode,
  type ToolContract,
} from '@sremesh/contracts';
import { z } from 'zod';
import { describe } from '../json.ts';

/** A tool's answer as an MCP result, checked against the tool's own schema. */
export function success(contract: ToolContract, output: unknown): CallToolResult {
  const checked = contract.output.safeParse(output);
  if (!checked.success)
    throw new Error(`${contract.name} answered what its schema does not allow: ${describe(checked.error)}`);
  return { content: [], structuredContent: checked.data };
}

const isCode = (code: string): code is MeshErrorCode => Object.hasOwn(meshErrorCodes, code);

/** What `failure` says in `_meta`. */
const Failed = z.object({
  code: z.string().refine(isCode),
  message: z.string(),
  remedy: z.string().optional(),
});

/** A failed call as an MCP result: what happened and what to do, never a stack; in words, and for `failureOf`. */
export function failure(error: unknown): CallToolResult {
  const message = errorMessage(error);
  const { code, remedy } =
    error instanceof MeshError ? error : { code: 'MESH_TOOL_FAILED', remedy: undefined };
  const failed: z.input<typeof Failed> = { code, message, ...(remedy === undefined ? {} : { remedy }) };
  return {
    isError: true,
    content: [{ type: 'text', text: `${code}: ${message}.${remedy === undefined ? '' : ` ${remedy}`}` }],
    _meta: { [metaKeys.error]: failed },
  };
}

/** The error a tool threw, as its caller gets it; MESH_TOOL_FAILED where the result does not say which. */
export function failureOf(
  tool: string,
  { content, _meta }: Pick<CallToolResult, 'content' | '_meta'>,
): MeshError {
  const failed = Failed.safeParse(_meta?.[metaKeys.error]);
  if (failed.success) {
    const { code, message, remedy } = failed.data;
    return new MeshError(code, `${tool}: ${message}`, remedy === undefined ? {} : { remedy });
  }
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  return new MeshError('MESH_TOOL_FAILED', `${tool}: ${text}`);
}
