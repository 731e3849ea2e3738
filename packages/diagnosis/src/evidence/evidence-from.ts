import { digestOf, ToolCall, type Evidence } from '@sremesh/contracts';
import { isReadTool } from './calls.ts';
import { readers } from './readers/index.ts';

/**
 * Turns a read tool's call and its output into evidence. `digest` is that of the output alone, under which the whole
 * output is kept. Throws a TypeError for a tool that gives no evidence, a ZodError for an output that is not the tool's.
 */
export function evidenceFrom(call: ToolCall, output: unknown): Evidence {
  const { tool, args } = call;
  if (!isReadTool(tool)) throw new TypeError(`${tool} is not a tool that evidence comes from`);
  const digest = digestOf(output);
  const id = `ev-${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
  return { id, digest, tool, args, ...readers[tool].gist(args, output) };
}
