import { z } from 'zod';
import { IncidentEvent } from './incident/events.ts';
import { incidentStatuses } from './incident/incident.ts';
import { Proof } from './proof.ts';
import { Tenant } from './tenant.ts';

/** One message of `GET /api/v1/events`: what happened, and the status of its incident once it is folded in. */
export const FeedEvent = z.object({
  /** Position in the event stream; also the SSE id, so that `Last-Event-ID` resumes after it. */
  sequence: z.int(),
  /** null where the incident is no longer kept by the gateway that answers. */
  status: z.enum(incidentStatuses).nullable(),
  event: IncidentEvent,
});
export type FeedEvent = z.infer<typeof FeedEvent>;

/** How every list of the API answers; `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Without it, the gateway signs with the key that the request's own token gives. */
const proof = Proof.optional();
const reason = z.string().max(2000).default('');

/** Answer of `POST /api/v1/challenges`: what to sign, as whom where the token's own key signs, and about what. */
export const Challenge = z.object({
  challenge: z.string(),
  expiresAt: z.iso.datetime(),
  approver: z.string(),
  subject: z.string(),
});

/** Body of `POST` and `DELETE /api/v1/freeze`; `proof` is of the purpose `unfreeze`. */
export const FreezeChange = z.object({ reason, proof });

/** Body of `POST /api/v1/agents/{instance}/restrict`: the tenants it may still serve; none revokes it. */
export const Restriction = z.object({
  tenants: z.array(Tenant).max(100),
  reason: z.string().min(1).max(2000),
  proof,
});

/** Body of `POST /api/v1/approvals/{id}`. */
export const Decision = z.object({
  decision: z.enum(['approve', 'deny']),
  /** The digest of the proposal as the person saw it. */
  digest: z.string().min(1).max(100),
  reason,
  proof,
});

/** RFC 9457 problem details, with ours: which fields are wrong, and what to do. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  remedy: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
