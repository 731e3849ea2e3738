import { z } from 'zod';
import { Resource } from './resource.ts';

/** Symptoms a detector can report: what was seen, before anybody says why. */
export const symptoms = ['retention-risk', 'leader-skew', 'lag-burst', 'group-rebalancing'] as const;
export type Symptom = (typeof symptoms)[number];

/** What a detector found in the observation window. */
export const Detection = z.object({
  symptom: z.enum(symptoms),
  cluster: z.string(),
  /** The first is what the symptom is about; an incident is deduplicated by it and the symptom. */
  resources: z.array(Resource).min(1).max(50),
  severity: z.int().min(1).max(3),
  /** The observation in which it was found. */
  observedAt: z.iso.datetime(),
  /** The earliest observation of the window that already shows it. */
  since: z.iso.datetime(),
  summary: z.string().max(2000),
  /** The numbers the detector decided by, by name with the unit in it. */
  measures: z.record(z.string(), z.number()),
});
export type Detection = z.infer<typeof Detection>;
