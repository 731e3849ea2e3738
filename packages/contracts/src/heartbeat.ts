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

/** A handoff that an agent has taken and not settled yet, by its numbers in the work queue. */
export const InProgress = z.object({
  /** Sequence of the handoff in the stream. */
  stored: z.int().min(1),
  /** Sequence of this delivery at its consumer. */
  delivered: z.int().min(1),
  /** How often it has been delivered. */
  deliveries: z.int().min(1),
});
export type InProgress = z.infer<typeof InProgress>;

/** What an agent sends: how it is, and what governance needs to hand its work on should it be lost. */
export const Heartbeat = AgentStatus.extend({ inProgress: z.array(InProgress).max(64).default([]) });

export const heartbeatIntervalMs = 1000;
/** An agent not heard of for this long is lost. */
export const lostAfterMs = 3 * heartbeatIntervalMs;
