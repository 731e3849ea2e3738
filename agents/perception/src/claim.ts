import { createHash } from 'node:crypto';
import { canonicalJson, Detection, IncidentId, TraceParent, type Resource } from '@sremesh/contracts';
import { z } from 'zod';

/**
 * Who answers for a symptom: at most one incident per fingerprint. Written before the incident is opened, so that a
 * crash in between is seen (`claimed`) and finished by whoever comes next.
 */
export const Claim = z.object({
  incident: IncidentId,
  state: z.enum(['claimed', 'handed-off']),
  detection: Detection,
  traceparent: TraceParent,
});
export type Claim = z.infer<typeof Claim>;

/** What makes two detections the same: the symptom, the cluster, and the resource it is about. */
export function fingerprintOf(detection: Detection): string {
  const [subject] = detection.resources;
  const identity = canonicalJson([detection.symptom, detection.cluster, subject]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 40);
}

export const sameResource = (a: Resource, b: Resource): boolean => a.kind === b.kind && a.name === b.name;
