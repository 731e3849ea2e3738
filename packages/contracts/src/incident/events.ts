import { z } from 'zod';
import { Tenant, IncidentId } from '../tenant.ts';
import { causes } from '../causes.ts';
import { Approval, ApprovalDecision } from './approval.ts';
import { Detection } from './detection.ts';
import { Evidence } from './evidence.ts';
import { Hypothesis } from './hypothesis.ts';
import { Proposal, ToolCall } from './proposal.ts';

const StepRef = { step: z.int().min(0), direction: z.enum(['forward', 'rollback']) };

/** One reading taken while verifying. */
export const Reading = z.object({
  at: z.iso.datetime(),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  holds: z.boolean(),
});
export type Reading = z.infer<typeof Reading>;

/** What happened, by type: the payload of each. An incident is the fold of these. A type is one subject token. */
export const eventPayloads = {
  opened: z.object({ detection: Detection, traceparent: z.string() }),
  diagnosing: z.object({}),
  evidence: z.object({ evidence: Evidence }),
  diagnosed: z.object({ cause: z.enum(causes).nullable(), hypotheses: z.array(Hypothesis) }),
  suppressed: z.object({ reason: z.string() }),
  escalated: z.object({ reason: z.string() }),
  proposed: z.object({ proposal: Proposal, decision: z.string(), reason: z.string() }),
  approval_requested: z.object({ approval: Approval.omit({ proposal: true }) }),
  /** One person approved and another has to, too. */
  approval_given: z.object({
    approvalId: z.string(),
    decision: ApprovalDecision,
    /** How many more have to. */
    missing: z.int().min(1),
  }),
  approval_decided: z.object({
    approvalId: z.string(),
    status: z.enum(['approved', 'denied', 'expired', 'voided']),
    decidedBy: z.string().nullable(),
    reason: z.string(),
    /** All that were taken; without them, those told before. */
    decisions: z.array(ApprovalDecision).optional(),
  }),
  refused: z.object({ reason: z.string() }),
  granted: z.object({ ...StepRef, ...ToolCall.shape, grantId: z.string(), expiresAt: z.iso.datetime() }),
  applied: z.object({
    ...StepRef,
    grantId: z.string(),
    preState: z.json(),
    postState: z.json(),
    instance: z.string(),
  }),
  not_applied: z.object({
    ...StepRef,
    grantId: z.string(),
    outcome: z.enum(['failed', 'refused', 'expired', 'prestate_changed']),
    reason: z.string(),
    instance: z.string(),
  }),
  verified: z.object({ ...StepRef, ok: z.boolean(), readings: z.array(Reading), reason: z.string() }),
  resolved: z.object({ reason: z.string() }),
  undone: z.object({ reason: z.string() }),
  learned: z.object({ lessonId: z.string() }),
} as const;

export type EventType = keyof typeof eventPayloads;
const isEventType = (name: string): name is EventType => Object.hasOwn(eventPayloads, name);
export const eventTypes = Object.keys(eventPayloads).filter(isEventType);
export type EventPayload<T extends EventType> = z.infer<(typeof eventPayloads)[T]>;

const envelope = {
  /** Idempotency key: the same happening published twice carries the same id, and folds once. */
  id: z.string().max(300),
  incident: IncidentId,
  tenant: Tenant,
  /** The publisher's clock; order comes from the stream. */
  at: z.iso.datetime(),
};

export type IncidentEvent = {
  [T in EventType]: {
    id: string;
    incident: string;
    tenant: string;
    at: string;
    type: T;
    payload: EventPayload<T>;
  };
}[EventType];

export const IncidentEvent: z.ZodType<IncidentEvent> = z.discriminatedUnion(
  'type',
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a mapped list has no tuple type; the tests parse every type
  eventTypes.map((type) =>
    z.object({ ...envelope, type: z.literal(type), payload: eventPayloads[type] }),
  ) as never,
);
