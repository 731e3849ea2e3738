import type { Detection, IncidentEvent, Resource } from '@sremesh/contracts';
import { sameResource } from './claim.ts';
import { joins, type OpenIncident } from './joins.ts';

/** Closed incidents remembered; older ones no longer matter to deduplication. */
const maxClosed = 10_000;

/** Resources remembered that one open incident explains. */
const maxExplained = 500;

/** Which incidents are open, and when the others closed: a projection of the event log, small and rebuildable. */
export interface KnownIncidents {
  apply(event: IncidentEvent): void;
  isOpen(incident: string): boolean;
  anyOpen(): boolean;
  /** Epoch milliseconds; undefined while open, or when unknown. */
  closedAt(incident: string): number | undefined;
  /** Of an open incident: it explains what is seen on these resources as well. */
  explains(incident: string, resources: readonly Resource[]): void;
  /** An open incident that this symptom is part of. */
  openFor(detection: Detection): string | undefined;
}

export function createKnownIncidents(): KnownIncidents {
  const open = new Map<string, OpenIncident>();
  const closed = new Map<string, number>();
  const close = (event: IncidentEvent) => {
    open.delete(event.incident);
    if (!closed.has(event.incident)) closed.set(event.incident, Date.parse(event.at));
    const [oldest] = closed.keys();
    if (closed.size > maxClosed && oldest !== undefined) closed.delete(oldest);
  };
  return {
    apply(event) {
      if (event.type === 'opened' && !closed.has(event.incident)) {
        const { symptom, resources, explains = [] } = event.payload.detection;
        open.set(event.incident, { symptom, resources, explained: explains.map(({ resource }) => resource) });
      } else if (closing.has(event.type)) close(event);
    },
    isOpen: (incident) => open.has(incident),
    anyOpen: () => open.size > 0,
    closedAt: (incident) => closed.get(incident),
    explains(incident, resources) {
      const known = open.get(incident);
      if (known === undefined) return;
      const isNew = (resource: Resource) => !known.explained.some((one) => sameResource(one, resource));
      const explained = [...known.explained, ...resources.filter(isNew)].slice(0, maxExplained);
      open.set(incident, { ...known, explained });
    },
    openFor: (detection) => open.entries().find(([, incident]) => joins(detection, incident))?.[0],
  };
}

const closing: ReadonlySet<string> = new Set(['resolved', 'undone', 'escalated', 'suppressed', 'refused']);
