import { foldAll, type IncidentEvent } from '@sremesh/contracts';
import type { Mesh, Store } from '@sremesh/mesh';
import { resourcesOf } from '@sremesh/policy';
import type { Usage } from '@sremesh/policy/engine';
import type { GrantRecord } from '../records.ts';

export interface UsageDeps {
  mesh: Pick<Mesh, 'events'>;
  grants: Store<GrantRecord>;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Counts what was granted to a tenant, and what other changes of the cluster are under way; asked for each call. */
export async function usageFor(
  deps: UsageDeps,
  { tenant, cluster, incident }: { tenant: string; cluster: string; incident: string },
  now: Date,
  signal: AbortSignal,
): Promise<(tool: string, args: unknown) => Usage> {
  const perResource = new Map<string, number>();
  const others = new Set<string>();
  let [grantsLastHour, stepsLastDay, bytesLastDay] = [0, 0, 0];
  for await (const { value } of deps.grants.entries()) {
    const { grant, call, bytesMoved = 0 } = value;
    const ageMs = now.getTime() - Date.parse(grant.issuedAt);
    if (ageMs > dayMs) continue;
    if (grant.cluster === cluster && grant.incident !== incident && ageMs <= hourMs)
      others.add(grant.incident);
    if (grant.tenant !== tenant) continue;
    stepsLastDay++;
    bytesLastDay += bytesMoved;
    if (ageMs > hourMs) continue;
    grantsLastHour++;
    for (const resource of resourcesOf(call.tool, call.args))
      perResource.set(resource, (perResource.get(resource) ?? 0) + 1);
  }
  const changesRunning = await countRunning(deps, others, signal);
  return (tool, args) => ({
    grantsLastHour,
    grantsLastHourSameResource: Math.max(
      0,
      ...resourcesOf(tool, args).map((resource) => perResource.get(resource) ?? 0),
    ),
    stepsLastDay,
    bytesLastDay,
    changesRunning,
  });
}

/** Of these incidents, those whose change is being carried out or verified. */
async function countRunning(
  { mesh }: UsageDeps,
  incidents: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number> {
  let running = 0;
  for (const incident of incidents) {
    const events: IncidentEvent[] = [];
    for await (const { event } of mesh.events({ signal, incident, follow: false })) events.push(event);
    const status = foldAll(events)?.status;
    if (status === 'executing' || status === 'verifying') running++;
  }
  return running;
}
