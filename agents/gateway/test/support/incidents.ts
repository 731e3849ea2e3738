import { newTraceParent, type Detection } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';

export const detection = (group: string): Detection => ({
  symptom: 'retention-risk',
  cluster: 'test',
  resources: [{ kind: 'consumer-group', name: group }],
  severity: 3,
  observedAt: new Date().toISOString(),
  since: new Date().toISOString(),
  summary: `${group} is about to lose records`,
  measures: { timeToLossSeconds: 60 },
});

/** Publishes the opening of an incident, as perception does. */
export const openIncident = (perception: Mesh, incident: string): Promise<void> =>
  perception.emit(
    'opened',
    { detection: detection(`group-of-${incident}`), traceparent: newTraceParent() },
    { incident, tenant: 'default' },
  );
