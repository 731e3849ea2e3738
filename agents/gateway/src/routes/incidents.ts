import {
  foldAll,
  Incident,
  IncidentId,
  incidentStatuses,
  pageOf,
  type IncidentEvent,
} from '@sremesh/contracts';
import { z } from 'zod';
import { requireTenant } from '../http/authenticate.ts';
import { HttpProblem } from '../http/problem.ts';
import { jsonRoute, type Route } from '../http/route.ts';
import type { GatewayParts } from '../parts.ts';

const Statuses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(incidentStatuses)))
  .describe(`one or more of ${incidentStatuses.join(', ')}; commas between`);

const Cursor = z
  .string()
  .regex(/^\d{1,16}$/, 'not a nextCursor of this list')
  .transform(Number);

export const incidentRoutes = ({ incidents, mesh }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'get',
    path: '/api/v1/incidents',
    summary: 'Incidents, newest first',
    role: 'viewer',
    query: z.object({
      status: Statuses.optional(),
      tenant: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: Cursor.optional(),
    }),
    answer: pageOf(Incident),
    handle: ({ caller: { principal }, query }) => {
      if (query.tenant !== undefined) requireTenant(principal, query.tenant);
      const { items, next } = incidents().list({
        tenants: query.tenant === undefined ? principal.tenants : [query.tenant],
        statuses: query.status,
        limit: query.limit,
        before: query.cursor,
      });
      return { items, nextCursor: next === null ? null : String(next) };
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/api/v1/incidents/{id}',
    summary: 'One incident',
    role: 'viewer',
    params: z.object({ id: IncidentId }),
    answer: Incident,
    handle: async ({ caller: { principal }, params, signal }) => {
      const incident = incidents().get(params.id) ?? (await fromLog(mesh, params.id, signal));
      if (incident === undefined || !principal.tenants.includes(incident.tenant))
        throw new HttpProblem(404, `no incident ${params.id}`, { remedy: 'List them at /api/v1/incidents.' });
      return incident;
    },
  }),
];

/** An old incident that is no longer in memory is folded again from its events. */
async function fromLog(
  mesh: GatewayParts['mesh'],
  id: string,
  signal: AbortSignal,
): Promise<Incident | undefined> {
  const events: IncidentEvent[] = [];
  for await (const { event } of mesh.events({ incident: id, follow: false, signal })) events.push(event);
  return foldAll(events);
}
