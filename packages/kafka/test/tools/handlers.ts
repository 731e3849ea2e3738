import {
  createObserver,
  createReadTools,
  createWindow,
  noSources,
  type KafkaClient,
} from '../../src/index.ts';
import type { ResultStore } from '../../src/results/result-store.ts';

/** The read tools over one client, and the window they take the past from; empty. */
export function handlersOf(client: KafkaClient, results: ResultStore | null = null) {
  const observer = createObserver(client);
  const window = createWindow();
  return {
    observer,
    window,
    tools: createReadTools({ client, observer, window, sources: noSources, results }),
  };
}
