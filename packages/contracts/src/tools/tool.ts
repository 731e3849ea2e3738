import type { z } from 'zod';
import type { AgentRole } from '../agents.ts';
import type { roles } from '../meta.ts';

/** MCP tool annotations, all stated: no default is left to the reader. */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** What both sides of a call agree on. The server implements it; the caller's types follow from it. */
export interface ToolContract<
  Name extends string = string,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> {
  name: Name;
  title: string;
  description: string;
  /** The agent that serves it. */
  server: AgentRole;
  /** `request`: answered at once, over request/reply. `work`: handed off durably; its result is an event. */
  delivery: 'request' | 'work';
  /** Agents that may call it, where not every caller of the server may. */
  callers?: readonly AgentRole[];
  /** The least role of a person who may ask for it from outside; default: any. */
  role?: (typeof roles)[number];
  annotations: ToolAnnotations;
  /** Typed facts about the arguments that a policy may look at; default none. Few values, so that decisions can be kept. */
  facts?: (input: z.output<Input>) => Record<string, string | number | boolean>;
  input: Input;
  output: Output;
}

export function defineTool<Name extends string, Input extends z.ZodObject, Output extends z.ZodObject>(
  contract: ToolContract<Name, Input, Output>,
): ToolContract<Name, Input, Output> {
  return contract;
}

/** A tool that looks and changes nothing. */
export const readOnly: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** A tool that sets a desired state: run twice is run once. */
export const desiredState: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
