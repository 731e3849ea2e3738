import type { StepCall } from '../step-call.ts';

/** What a policy is told of a call's arguments, as the schema declares it for the tool. */
export type ArgumentFacts = Record<string, string | number | boolean | string[]>;

/** `none` says, as what would have had to be true, why nothing can be said of the call. */
export type Extracted = { facts: ArgumentFacts } | { none: string };

/** How a write tool shows itself to policies. The arguments fit the tool's schema when it is asked. */
export interface ToolFacts {
  factsOf(call: StepCall): Extracted;
  /** What the call changes, as `kind:name`; grants are counted by these. */
  resourcesOf(args: unknown): string[];
}
