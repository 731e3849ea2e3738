import { tools, type ToolName } from '@sremesh/contracts';

/** What outside MCP clients may call: every tool that looks, and changes nothing. */
export const readTools: readonly ToolName[] = Object.values(tools)
  .filter(({ delivery, annotations }) => delivery === 'request' && annotations.readOnlyHint)
  .map(({ name }) => name);
