import type { Detection, Resource, Symptom } from '@sremesh/contracts';
import { sameResource } from './claim.ts';

/** What is known of an open incident. */
export interface OpenIncident {
  symptom: Symptom;
  resources: readonly Resource[];
  /** Resources on which something is seen that follows from it. */
  explained: readonly Resource[];
}

/** Of these one thing goes wrong at a time; brokers, the cluster and topics are shared by too much to tell. */
const ownKinds: ReadonlySet<Resource['kind']> = new Set(['consumer-group', 'connector']);

const groupTrouble: ReadonlySet<Symptom> = new Set([
  'group-without-members',
  'group-rebalancing',
  'position-stuck',
  'lag-growing',
  'lag-burst',
]);

/** Of another kind than what its readers suffer from. */
const apart: ReadonlySet<Symptom> = new Set(['config-drift', 'reassignment-running']);

/**
 * Whether a symptom is part of an open incident: it is about the same, or about what the incident explains; it names a
 * group or connector of the incident, or is about one of its partitions; or a group has trouble with the very topic that
 * the incident is about. A drifted config is part of nothing else.
 */
export function joins(detection: Detection, incident: OpenIncident): boolean {
  const [subject] = detection.resources;
  const [about] = incident.resources;
  if (subject === undefined || about === undefined || detection.symptom === 'config-drift') return false;
  if (includes([about, ...incident.explained], subject)) return true;
  if (subject.kind === 'partition' && includes(incident.resources, subject)) return true;
  if (detection.resources.some((own) => ownKinds.has(own.kind) && includes(incident.resources, own)))
    return true;
  return (
    about.kind === 'topic' &&
    groupTrouble.has(detection.symptom) &&
    !apart.has(incident.symptom) &&
    includes(detection.resources, about)
  );
}

const includes = (resources: readonly Resource[], wanted: Resource): boolean =>
  resources.some((one) => sameResource(one, wanted));
