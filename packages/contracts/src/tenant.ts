import { z } from 'zod';

/** A tenant: one subject token, and an entity of policy. `control` is the mesh's own. */
export const Tenant = z
  .string()
  .regex(/^[a-z0-9-]+$/, 'a tenant is lower-case letters, digits and hyphens')
  .refine((name) => name !== 'control', 'control is reserved for the mesh itself');

/** An incident id: one subject token and one KV key. */
export const IncidentId = z.string().regex(/^inc-[a-z0-9-]+$/);
