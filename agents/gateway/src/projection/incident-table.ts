import { fold, isClosed, type FoldState, type Incident, type IncidentStatus } from '@sremesh/contracts';
import type { SequencedEvent } from '@sremesh/mesh';

interface Entry {
  /** Sequence of the `opened` event: the order of the list. */
  opened: number;
  state: FoldState;
}

export interface IncidentQuery {
  tenants: readonly string[];
  statuses?: readonly IncidentStatus[] | undefined;
  limit: number;
  /** Only incidents opened before this sequence. */
  before?: number | undefined;
}

/**
 * Incidents in memory: nothing but the fold of the event log, so that it can be thrown away and rebuilt. Every open
 * incident is kept, and the newest `keepClosed` closed ones.
 */
export class IncidentTable {
  /** In the order they were opened. */
  readonly #entries = new Map<string, Entry>();
  readonly #keepClosed: number;
  #closed = 0;

  constructor(keepClosed: number) {
    this.#keepClosed = keepClosed;
  }

  /** Folds one event in; answers its incident, or undefined where that is not kept. */
  apply({ sequence, event }: SequencedEvent): Incident | undefined {
    const before = this.#entries.get(event.incident);
    const state = fold(before?.state, event);
    if (state === undefined) return undefined;
    this.#entries.set(event.incident, { opened: before?.opened ?? sequence, state });
    const wasClosed = before !== undefined && isClosed(before.state.incident.status);
    if (!wasClosed && isClosed(state.incident.status)) {
      this.#closed += 1;
      if (this.#closed > this.#keepClosed) this.#evictOldestClosed();
    }
    return state.incident;
  }

  get(id: string): Incident | undefined {
    return this.#entries.get(id)?.state.incident;
  }

  /** Newest first. `next` is what `before` must be for the following page; null on the last. */
  list(query: IncidentQuery): { items: Incident[]; next: number | null } {
    const items: Incident[] = [];
    let last = 0;
    for (const { opened, state } of [...this.#entries.values()].toReversed()) {
      if (query.before !== undefined && opened >= query.before) continue;
      if (!query.tenants.includes(state.incident.tenant)) continue;
      if (query.statuses !== undefined && !query.statuses.includes(state.incident.status)) continue;
      if (items.length === query.limit) return { items, next: last };
      items.push(state.incident);
      last = opened;
    }
    return { items, next: null };
  }

  #evictOldestClosed(): void {
    for (const [id, { state }] of this.#entries) {
      if (!isClosed(state.incident.status)) continue;
      this.#entries.delete(id);
      this.#closed -= 1;
      return;
    }
  }
}
