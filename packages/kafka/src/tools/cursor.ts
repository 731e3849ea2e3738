import { MeshError, type ToolName } from '@sremesh/contracts';
import { z } from 'zod';

const Cursor = z.tuple([z.string()], z.union([z.string(), z.number()]));

/** A place in a listing: which tool's, and the key of the last item shown. Opaque to callers. */
export const writeCursor = (tool: ToolName, key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify([tool, ...key])).toString('base64url');

/** The key in a cursor. Throws MESH_TOOL_FAILED for what is no cursor, or another tool's. */
export function readCursor(tool: ToolName, cursor: string): (string | number)[] {
  const read = Cursor.safeParse(parsed(Buffer.from(cursor, 'base64url').toString()));
  if (!read.success || read.data[0] !== tool) throw foreignCursor(tool);
  return read.data.slice(1);
}

export const foreignCursor = (tool: ToolName): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `cursor: none that ${tool} gave for this order`, {
    remedy: 'Leave cursor out to begin anew, or pass nextCursor as it came.',
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
