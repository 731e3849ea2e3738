import { MeshError, tools, type AccessKind, type ToolCall } from '@sremesh/contracts';
import { writeAccess, type WriteAccess, type WriteToolName } from '@sremesh/kafka';
import type { GovernanceDeps } from '../deps.ts';

/** What each write tool's call takes, its arguments checked; the compiler asks for a line of each. */
const byTool: { [N in WriteToolName]: (args: unknown) => WriteAccess } = {
  set_topic_config: (args) => writeAccess.set_topic_config(tools.set_topic_config.input.parse(args)),
  elect_leaders: (args) => writeAccess.elect_leaders(tools.elect_leaders.input.parse(args)),
};
const isWriteTool = (tool: string): tool is WriteToolName => Object.hasOwn(byTool, tool);

/** What a call takes in Kafka. Throws for a tool that writes nothing. */
export function accessOf({ tool, args }: ToolCall): WriteAccess {
  if (isWriteTool(tool)) return byTool[tool](args);
  throw new MeshError('MESH_TOOL_UNKNOWN', `tool: nothing says what ${tool} takes in Kafka`);
}

/** How narrow the credential of a grant for this call is going to be; it is checked again when the grant is redeemed. */
export function accessKindOf(
  { kafka, allowUnenforced }: Pick<GovernanceDeps, 'kafka' | 'allowUnenforced'>,
  call: ToolCall,
): AccessKind {
  const { kind } = accessOf(call);
  return allowUnenforced && kafka?.known()?.enforces === false ? 'unenforced' : kind;
}
