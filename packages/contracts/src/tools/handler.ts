import type { CallContext } from '../meta.ts';
import type { ToolInput, ToolName, ToolOutput } from './index.ts';

/** What a tool is told about its call besides the arguments. */
export interface ToolCallContext extends CallContext {
  /** The agent that called, as the server's permissions enforced it. */
  caller: string;
  /** Aborts when the caller cancels or stops waiting, or the agent shuts down. */
  signal: AbortSignal;
  progress(done: number, total?: number, message?: string): Promise<void>;
}

/** What a durable handoff is told besides; the same handoff may come again until it is acknowledged. */
export interface WorkContext extends CallContext {
  /** Idempotency key of the handoff; the same on every delivery. */
  id: string;
  /** Counts from 1. */
  delivery: number;
  /** Aborts when the agent shuts down, or the handoff is lost to another replica. */
  signal: AbortSignal;
  /** The grant the handoff carries, unchecked. */
  grant: unknown;
}

/** Implementations of request tools; arguments come checked, results are checked on the way out. */
export type ToolHandlers = {
  [N in ToolName]?: (input: ToolInput<N>, call: ToolCallContext) => Promise<ToolOutput<N>>;
};

/** Implementations of work tools. Resolving acknowledges; throwing hands the work back to be tried again. */
export type WorkHandlers = {
  [N in ToolName]?: (input: ToolInput<N>, work: WorkContext) => Promise<void>;
};
