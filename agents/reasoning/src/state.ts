import { Annotation } from '@langchain/langgraph';
import type {
  CauseName,
  Detection,
  Evidence,
  Hypothesis,
  ProposedChange,
  ToolCall,
  ToolInput,
} from '@sremesh/contracts';

/** What came back from outside the graph while it was interrupted. */
export type Resume = NonNullable<ToolInput<'advance_incident'>['resume']>;

/** How an incident ends, or that its status was already set by who decided (`governance`). */
export interface Ending {
  status: 'suppressed' | 'escalated' | 'undone' | 'decided-by-governance' | 'proposal-only';
  reason: string;
}

/** One step of the proposal on its way. */
export interface StepRun {
  index: number;
  direction: 'forward' | 'rollback';
  /** Grants asked for so far for this step and direction. */
  attempt: number;
  grantId: string;
  /** When action reported it applied, by this agent's clock; milliseconds. */
  appliedAt: number;
  outcome: string;
  reason: string;
}

/**
 * The incident graph's state, checkpointed at every node. It stays small: evidence is kept by reference, the tool
 * outputs themselves lie in the evidence bucket.
 */
export const IncidentState = Annotation.Root({
  incident: Annotation<string>(),
  tenant: Annotation<string>(),
  traceparent: Annotation<string>(),
  detection: Annotation<Detection>(),
  evidence: Annotation<Evidence[]>(),
  /** Readings that could not be had. */
  missing: Annotation<ToolCall[]>(),
  /** How often the evidence was looked at so far; more than once where it was not clear. */
  looks: Annotation<number>(),
  cause: Annotation<CauseName | null>(),
  hypotheses: Annotation<Hypothesis[]>(),
  change: Annotation<ProposedChange | undefined>(),
  proposalId: Annotation<string | undefined>(),
  approvalId: Annotation<string | undefined>(),
  run: Annotation<StepRun | undefined>(),
  /** Whether the last verification held; `kept` when it did not, but undoing would harm. */
  verified: Annotation<'held' | 'kept' | 'failed' | undefined>(),
  /** Where a settled step leads. */
  next: Annotation<'gather' | 'propose' | 'grant' | 'resolve' | 'close' | 'end'>(),
  /** Checks of the restore's condition so far. */
  restoreChecks: Annotation<number>(),
  ending: Annotation<Ending | undefined>(),
});
export type IncidentState = typeof IncidentState.State;
export type IncidentUpdate = typeof IncidentState.Update;
