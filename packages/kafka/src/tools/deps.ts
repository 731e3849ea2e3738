import type { ToolInput, ToolName, ToolOutput } from '@sremesh/contracts';
import type { KafkaClient } from '../client/client.ts';
import type { Observer } from '../observe/observer.ts';
import type { ResultStore } from '../results/result-store.ts';
import type { Sources } from '../sources.ts';
import type { ObservationWindow } from '../window/window.ts';

/** What the read tools are made from: Kafka itself for what is, the window for what was. */
export interface ReadToolDeps {
  client: KafkaClient;
  observer: Pick<Observer, 'observeGroup'>;
  window: Pick<ObservationWindow, 'observations'>;
  sources: Sources;
  /** Where whole answers are kept that are larger than a page; null: nowhere, and `claim` is null. */
  results: ResultStore | null;
}

/** A read tool's handler; what is told about the call besides does not matter to it. */
export type ReadTool<N extends ToolName> = (input: ToolInput<N>) => Promise<ToolOutput<N>>;
