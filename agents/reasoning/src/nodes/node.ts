import type { LangGraphRunnableConfig } from '@langchain/langgraph';
import type { Mesh, Store } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { IncidentState, IncidentUpdate } from '../state.ts';

/** What every node may use: it calls tools, keeps evidence, says what happened, and hands work off; nothing else. */
export interface NodeDeps {
  mesh: Mesh;
  /** Whole tool outputs, by digest. */
  outputs: Store<unknown>;
  log: Logger;
}

export type Node = (state: IncidentState, config: LangGraphRunnableConfig) => Promise<IncidentUpdate>;

/** The signal of the handoff that runs the graph now. */
export const signalOf = (config: LangGraphRunnableConfig): AbortSignal =>
  config.signal ?? new AbortController().signal;
