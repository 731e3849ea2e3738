import { tools, type ToolContract, type ToolName } from '@sremesh/contracts';

/** What outside MCP clients may call: every tool that looks, changes nothing, and may be called from here. */
export const readTools: readonly ToolName[] = Object.values(tools)
  .filter(
    ({ callers, delivery, annotations }: ToolContract) =>
      delivery === 'request' && annotations.readOnlyHint && (callers?.includes('gateway') ?? true),
  )
  .map(({ name }) => name);
