import { z } from 'zod';
import { Resource } from './resource.ts';

/** Symptoms a detector can report: what was seen, before anybody says why. */
export const symptoms = [
  'retention-risk',
  'leader-skew',
  'lag-burst',
  'lag-growing',
  'group-rebalancing',
  'group-without-members',
  'position-stuck',
  'offset-out-of-range',
  'partition-skew',
  'under-replicated',
  'under-min-isr',
  'offline-partition',
  'broker-absent',
  'disk-filling',
  'clients-throttled',
  'authorization-failures',
  'authentication-failures',
  'schema-incompatible',
  'connector-failed',
  'config-drift',
  'quorum-leader-changed',
  'reassignment-running',
] as const;
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
  /** Other symptoms seen at the same time that follow from this one, and so open no incident of their own. */
  explains: z
    .array(z.object({ symptom: z.enum(symptoms), resource: Resource, summary: z.string().max(2000) }))
    .max(50)
    .optional(),
});
export type Detection = z.infer<typeof Detection>;
