import { z } from 'zod';
import { Resource } from './resource.ts';

const Args = z.record(z.string(), z.json());

/** A call of a write tool, before it is checked against that tool's own schema. */
export const ToolCall = z.object({ tool: z.string().max(100), args: Args });
export type ToolCall = z.infer<typeof ToolCall>;

/** One thing a reading must show. `path` names a field of the tool's output, dots between. */
export const Expectation = z.object({
  path: z.string().max(200),
  op: z.enum(['equals', 'at-least', 'at-most', 'increasing', 'null-or-at-least']),
  /** Left out for `increasing`. */
  value: z.union([z.number(), z.string()]).optional(),
});
export type Expectation = z.infer<typeof Expectation>;

/** A predicate over readings of a read tool, taken again and again until it holds over the window or time is up. */
export const Verification = z.object({
  tool: z.string().max(100),
  args: Args,
  expect: z.array(Expectation).min(1).max(10),
  /** It must hold at each reading over this span; milliseconds. */
  windowMs: z.int().min(0).max(3_600_000),
  /** When it has not held by then, the step did not help; milliseconds after it was applied. */
  withinMs: z.int().min(1000).max(86_400_000),
  /** What is no trend (`increasing`) must hold by then already, or the step did not help. Default: `withinMs`. */
  levelsWithinMs: z.int().min(1000).max(86_400_000).optional(),
});
export type Verification = z.infer<typeof Verification>;

/** A step as reasoning proposes it. */
export const ProposedStep = z.object({
  /** `remedy` heals; `restore` puts the old value back once `when` holds. */
  purpose: z.enum(['remedy', 'restore']),
  tool: z.string().max(100),
  args: Args,
  /** What the target must look like when the step is applied, as the tool's own pre-state reading gives it. */
  expectedPreState: z.json(),
  /** The inverse; null where there is none. */
  rollback: ToolCall.nullable(),
  verify: Verification,
  /** A restore waits until this holds. */
  when: Verification.optional(),
});
export type ProposedStep = z.infer<typeof ProposedStep>;

export const ProposedChange = z.object({
  cluster: z.string(),
  cause: z.string(),
  resources: z.array(Resource).min(1).max(50),
  evidenceIds: z.array(z.string()).min(1).max(100),
  summary: z.string().max(2000),
  steps: z.array(ProposedStep).min(1).max(10),
});
export type ProposedChange = z.infer<typeof ProposedChange>;

export const riskClasses = ['low', 'medium', 'high'] as const;
export type RiskClass = (typeof riskClasses)[number];

/** What a step can do to the world, computed by policy from the step, never taken from the proposer. */
export const StepRisk = z.object({
  risk: z.enum(riskClasses),
  reversibility: z.enum(['reversible', 'self-correcting', 'irreversible']),
  /** Resources it touches. */
  blastRadius: z.int(),
  bytesMoved: z.int(),
  /** Consumer groups that read what it touches; null where that could not be read. */
  clientsAffected: z.int().min(0).nullable(),
  /** What the class follows from, in words. */
  why: z.string(),
});
export type StepRisk = z.infer<typeof StepRisk>;

/** A registered change: what the approver sees and the digest covers. */
export const Proposal = ProposedChange.omit({ steps: true }).extend({
  id: z.string(),
  /** Over the change as proposed, canonical JSON. */
  digest: z.string(),
  steps: z.array(ProposedStep.extend(StepRisk.shape)).min(1).max(10),
});
export type Proposal = z.infer<typeof Proposal>;
