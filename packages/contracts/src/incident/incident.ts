import { z } from 'zod';
import { causes } from '../causes.ts';
import { Detection } from './detection.ts';
import { Reading } from './events.ts';
import { Approval } from './approval.ts';
import { Evidence } from './evidence.ts';
import { Hypothesis } from './hypothesis.ts';
import { Proposal } from './proposal.ts';
import { Resource } from './resource.ts';

export const incidentStatuses = [
  'open',
  'diagnosing',
  'proposed',
  'awaiting_approval',
  'executing',
  'verifying',
  'resolved',
  'undone',
  'escalated',
  'suppressed',
  'refused',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

const closed: readonly IncidentStatus[] = ['resolved', 'undone', 'escalated', 'suppressed', 'refused'];
export const isClosed = (status: IncidentStatus): boolean => closed.includes(status);

const Time = z.iso.datetime().nullable();

/** What became of one grant of one step. */
export const Execution = z.object({
  step: z.int(),
  direction: z.enum(['forward', 'rollback']),
  tool: z.string(),
  args: z.record(z.string(), z.json()),
  grantId: z.string(),
  outcome: z.enum(['granted', 'applied', 'failed', 'refused', 'expired', 'prestate_changed']),
  grantedAt: z.iso.datetime(),
  appliedAt: Time,
  preState: z.json().optional(),
  postState: z.json().optional(),
  /** null until the step's verification has ended. */
  verified: z.boolean().nullable(),
  reason: z.string().optional(),
});
export type Execution = z.infer<typeof Execution>;

/** The JSON of an incident, as every surface shows it. */
export const Incident = z.object({
  id: z.string(),
  tenant: z.string(),
  cluster: z.string(),
  status: z.enum(incidentStatuses),
  /** Why it has this status, where somebody gave a reason. */
  reason: z.string().nullable(),
  cause: z.enum(causes).nullable(),
  /** 3 is the worst. */
  severity: z.int(),
  /** What was seen, in a sentence; `symptom` names it, `explains` is what was seen besides and follows from it. */
  summary: z.string(),
  symptom: Detection.shape.symptom,
  explains: Detection.shape.explains.unwrap(),
  resources: z.array(Resource),
  openedAt: z.iso.datetime(),
  detectedAt: Time,
  diagnosedAt: Time,
  grantedAt: Time,
  appliedAt: Time,
  resolvedAt: Time,
  alerts: z.array(z.json()),
  evidence: z.array(Evidence),
  hypotheses: z.array(Hypothesis),
  proposal: Proposal.nullable(),
  approval: Approval.omit({ proposal: true }).nullable(),
  execution: z.array(Execution),
  verification: z
    .object({
      step: z.int(),
      ok: z.boolean(),
      readings: z.array(Reading),
      reason: z.string(),
      at: z.iso.datetime(),
    })
    .nullable(),
  undo: z.object({ step: z.int(), appliedAt: z.iso.datetime(), verified: z.boolean().nullable() }).nullable(),
  lessonId: z.string().nullable(),
  cost: z.object({ llmTokens: z.int(), usd: z.number() }),
  traceId: z.string(),
});
export type Incident = z.infer<typeof Incident>;
