import { tools, type Principal, type ToolContract, type ToolName } from '@sremesh/contracts';
import { mayBe } from '../http/authenticate.ts';

/** What a person's MCP client may call: every tool that looks, changes nothing, and may be called from here by that person. */
export const readToolsOf = (person: Principal): readonly ToolName[] =>
  Object.values(tools)
    .filter(
      ({ callers, delivery, annotations, role = 'viewer' }: ToolContract) =>
        delivery === 'request' &&
        annotations.readOnlyHint &&
        (callers?.includes('gateway') ?? true) &&
        mayBe(person, role),
    )
    .map(({ name }) => name);
