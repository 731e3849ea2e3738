import type { Principal, ToolOutput } from '@sremesh/contracts';

/** A call that is about to be served. */
export interface CallToDecide {
  tenant: string;
  /** The agent that calls, as NATS enforced it. */
  caller: string;
  /** The person behind it. */
  principal?: Principal;
  tool: string;
  /** What the tool's contract says of the arguments. */
  facts: Record<string, string | number | boolean>;
}

export type Decision = ToolOutput<'authorize_call'>;

/** Decides on one call; throws where nobody can be asked. */
export type Authorize = (call: CallToDecide) => Promise<Decision>;
