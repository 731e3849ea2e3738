import { EventEmitter, once } from 'node:events';
import type { Incident } from '@sremesh/contracts';
import { folded, followFeed, type ApiClient } from '@sremesh/cli';

/** Every incident of a mesh as its event feed tells it. */
export interface IncidentFeed {
  /** In the order they were opened. */
  incidents(): Incident[];
  /** Looks again after each event until `probe` answers; undefined when `until` (epoch milliseconds) has passed. */
  when<T>(probe: () => T | undefined, until: number): Promise<T | undefined>;
  close(): void;
}

export function followIncidents(api: ApiClient): IncidentFeed {
  const stopping = new AbortController();
  const changes = new EventEmitter();
  changes.setMaxListeners(100);
  const known = new Map<string, Incident>();
  const follow = async () => {
    for await (const { incident } of folded(followFeed(api, 0, stopping.signal))) {
      known.set(incident.id, incident);
      changes.emit('change');
    }
  };
  follow().catch((error: unknown) => changes.emit('error', error));
  return {
    incidents: () => [...known.values()],
    async when(probe, until) {
      for (;;) {
        const found = probe();
        const leftMs = until - Date.now();
        if (found !== undefined || leftMs <= 0) return found;
        const signal = AbortSignal.timeout(leftMs);
        await once(changes, 'change', { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      }
    },
    close: () => stopping.abort(),
  };
}
