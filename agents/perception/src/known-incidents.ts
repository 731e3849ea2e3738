import type { IncidentEvent, Resource } from '@sremesh/contracts';
import { sameResource } from './claim.ts';

/** Closed incidents remembered; older ones no longer matter to deduplication. */
const maxClosed = 10_000;

/** Resources remembered of one open incident. */
const maxResources = 500;

/** Which incidents are open, and when the others closed: a projection of the event log, small and rebuildable. */
export interface KnownIncidents {
  apply(event: IncidentEvent): void;
  isOpen(incident: string): boolean;
  anyOpen(): boolean;
  /** Epoch milliseconds; undefined while open, or when unknown. */
  closedAt(incident: string): number | undefined;
  /** Of an open incident: it explains what is seen on these resources as well. */
  explains(incident: string, resources: readonly Resource[]): void;
  /** An open incident that is about this resource, or explains what is seen on it. */
  openOn(resource: Resource): string | undefined;
}

export function createKnownIncidents(): KnownIncidents {
  const open = new Map<string, Resource[]>();
  const closed = new Map<string, number>();
  const add = (incident: string, resources: readonly Resource[]) => {
    const about = open.get(incident) ?? [];
    const isNew = (resource: Resource) => !about.some((known) => sameResource(known, resource));
    open.set(incident, [...about, ...resources.filter(isNew)].slice(0, maxResources));
  };
  const close = (event: IncidentEvent) => {
    open.delete(event.incident);
    if (!closed.has(event.incident)) closed.set(event.incident, Date.parse(event.at));
    const [oldest] = closed.keys();
    if (closed.size > maxClosed && oldest !== undefined) closed.delete(oldest);
  };
  return {
    apply(event) {
      if (event.type === 'opened' && !closed.has(event.incident)) {
        const { resources, explains = [] } = event.payload.detection;
        add(event.incident, [...resources, ...explains.map(({ resource }) => resource)]);
      } else if (closing.has(event.type)) close(event);
    },
    isOpen: (incident) => open.has(incident),
    anyOpen: () => open.size > 0,
    closedAt: (incident) => closed.get(incident),
    explains(incident, resources) {
      if (open.has(incident)) add(incident, resources);
    },
    openOn(resource) {
      for (const [incident, resources] of open) {
        if (resources.some((candidate) => sameResource(candidate, resource))) return incident;
      }
      return undefined;
    },
  };
}

const closing: ReadonlySet<string> = new Set(['resolved', 'undone', 'escalated', 'suppressed', 'refused']);
