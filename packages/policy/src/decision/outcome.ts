import type { PolicyEngine } from './engine.ts';
import type { Evaluation } from './evaluation.ts';
import type { Situation } from './situation.ts';
import { evaluateCall, type Attempt, type JudgedCall } from './step-context.ts';

/** What comes of one call: as it is, or with what would have to be added. */
export interface Outcome {
  decision: 'refused' | 'approval_required' | 'allowed' | 'proposal_only';
  /** Approvals with which it is allowed. */
  approvals: 0 | 1 | 2;
  /** Of the attempt that was allowed; of the most generous one where none was. */
  final: Evaluation;
  /** As it is, without anything added. */
  asIs: Evaluation;
}

const approvalCounts = [0, 1, 2] as const;

/**
 * Tries one call as it is, with `given` approvals; where that is refused, with more approvals, and in mode propose as if
 * the mode were heal. What no attempt allows is refused.
 */
export function outcomeOf(
  engine: PolicyEngine,
  judged: JudgedCall,
  situation: Situation,
  given: 0 | 1 | 2 = 0,
): Outcome {
  const { mode } = situation;
  const attempt = (tried: Attempt) => evaluateCall(engine, judged, situation, tried);
  const asIs = attempt({ approvals: given, mode });
  let final = asIs;
  for (const tried of mode === 'propose' ? (['propose', 'heal'] as const) : [mode])
    for (const approvals of approvalCounts.slice(given)) {
      final = approvals === given && tried === mode ? asIs : attempt({ approvals, mode: tried });
      if (!final.allowed) continue;
      if (tried !== mode) return { decision: 'proposal_only', approvals, final, asIs };
      return { decision: approvals === given ? 'allowed' : 'approval_required', approvals, final, asIs };
    }
  return { decision: 'refused', approvals: given, final, asIs };
}
