import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** The one MCP revision spoken on the mesh. */
export const protocolVersion = '2026-07-28';

/** W3C Trace Context `traceparent`, version 00. */
export const TraceParent = z.string().regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);

/** 32 random hex digits, in either half some that are not zero. Node keeps a store of these: `randomBytes` costs ten times as much. */
const random = (): string => randomUUID().replaceAll('-', '');

export const newTraceParent = (): string => `00-${random()}-${random().slice(16)}-01`;

/** The same trace, a new span. */
export const childOf = (traceparent: string): string => `${traceparent.slice(0, 36)}${random().slice(16)}-01`;

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** Keys of ours in a message's `_meta`; those of MCP itself are set by its SDK. */
export const metaKeys = {
  traceparent: 'traceparent',
  incident: 'io.sremesh/incident',
  tenant: 'io.sremesh/tenant',
  /** Set by the receiving transport from the subject the server enforced; whatever the sender put there is replaced. */
  caller: 'io.sremesh/caller',
  /** The person on whose behalf the gateway calls. */
  principal: 'io.sremesh/principal',
  grant: 'io.sremesh/grant',
  /** On the result of a failed call: code and remedy of the `MeshError`. */
  error: 'io.sremesh/error',
  /** A handoff is not to be begun before this time. */
  notBefore: 'io.sremesh/not-before',
} as const;

export const roles = ['viewer', 'operator', 'approver', 'admin'] as const;

/** A person or a program behind a call, as the gateway authenticated it. */
export const Principal = z.object({
  name: z.string().min(1),
  role: z.enum([...roles, 'ingest']),
  tenants: z.array(z.string()),
});
export type Principal = z.infer<typeof Principal>;

/** What travels with a call besides its arguments. */
export interface CallContext {
  tenant: string;
  traceparent: string;
  incident?: string;
  principal?: Principal;
}
