import { z } from 'zod';

/** What every agent says of itself once a second; also the API's JSON of an agent. */
export const AgentStatus = z.object({
  role: z.string(),
  instance: z.string(),
  pid: z.int(),
  host: z.string(),
  version: z.string(),
  state: z.enum(['starting', 'ready', 'degraded', 'stopping', 'lost']),
  /** Why it is not ready; null when it is. */
  stateReason: z.string().nullable(),
  startedAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  rssBytes: z.int(),
  /** Handoffs in progress. */
  work: z.int(),
});
export type AgentStatus = z.infer<typeof AgentStatus>;

export const heartbeatIntervalMs = 1000;
/** An agent not heard of for this long is lost. */
export const lostAfterMs = 3 * heartbeatIntervalMs;
