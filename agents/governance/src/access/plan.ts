import { MeshError, tools, type AccessKind, type ToolCall } from '@sremesh/contracts';
import { writeAccess, type WriteAccess } from '@sremesh/kafka';
import type { GovernanceDeps } from '../deps.ts';

/** What a call takes in Kafka. Throws for a tool that writes nothing. */
export function accessOf({ tool, args }: ToolCall): WriteAccess {
  if (tool === 'set_topic_config') return writeAccess[tool](tools[tool].input.parse(args));
  if (tool === 'elect_leaders') return writeAccess[tool](tools[tool].input.parse(args));
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
