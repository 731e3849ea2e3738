import type { Evidence, ToolInput, ToolOutput } from '@sremesh/contracts';
import type { ReadTool } from '../calls.ts';

/** What a tool's output comes down to. */
export type Gist = Pick<Evidence, 'summary' | 'value' | 'unit' | 'window'>;

/** Knows one read tool's output. */
export interface Reader<N extends ReadTool> {
  /** Undefined for what is not this tool's output. */
  parse(output: unknown): ToolOutput<N> | undefined;
  /** The output in a sentence and one value. Throws a ZodError for arguments or an output that are not this tool's. */
  gist(args: unknown, output: unknown): Gist;
}

/** The part of a tool's contract that checks what comes and goes. */
interface Checks<N extends ReadTool> {
  name: N;
  input: { parse(args: unknown): ToolInput<N> };
  output: { parse(output: unknown): ToolOutput<N>; safeParse(output: unknown): { data?: ToolOutput<N> } };
}

export const defineReader = <N extends ReadTool>(
  contract: Checks<N>,
  gist: (output: ToolOutput<N>, args: ToolInput<N>) => Gist,
): Reader<N> => ({
  parse: (output) => contract.output.safeParse(output).data,
  gist: (args, output) => gist(contract.output.parse(output), contract.input.parse(args)),
});

/** The span that ends with the reading. */
export const windowBefore = (observedAt: string, seconds: number): Gist['window'] => ({
  from: new Date(Date.parse(observedAt) - seconds * 1000).toISOString(),
  to: observedAt,
});
