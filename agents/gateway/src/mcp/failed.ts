import type { CallToolResult } from '@modelcontextprotocol/server';
import { errorMessage, MeshError } from '@sremesh/contracts';
import { HttpProblem } from '../http/problem.ts';

/** A failed call as an outside client reads it: what happened, and what to do. */
export function failed(error: unknown): CallToolResult {
  const known = error instanceof MeshError || error instanceof HttpProblem;
  const remedy = known && error.remedy !== undefined ? `. ${error.remedy}` : '';
  return { isError: true, content: [{ type: 'text', text: `${errorMessage(error)}${remedy}` }] };
}
