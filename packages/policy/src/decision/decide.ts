import { isToolName, tools, type Proposal, type Verification } from '@sremesh/contracts';
import { stepCall } from '../step-call.ts';
import type { PolicyEngine } from './engine.ts';
import { denied, type Evaluation } from './evaluation.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import type { Situation } from './situation.ts';

export interface Decision {
  decision: 'refused' | 'approval_required' | 'allowed' | 'proposal_only';
  /** Which policies decided, and what would have had to be true. */
  reason: string;
  policies: string[];
  /** People who have to approve; 0 where nobody is asked. */
  requiredApprovals: 0 | 1 | 2;
  /** Who may approve; null where nobody is asked. */
  requiredRole: 'approver' | 'admin' | null;
}

/**
 * Decides a registered change: every call it can lead to, as it is; where that is refused, with one and two approvals,
 * and in mode propose as if the mode were heal. The strictest call decides.
 */
export function decide(
  engine: PolicyEngine,
  { steps }: Pick<Proposal, 'steps'>,
  situation: Situation,
): Decision {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    const unread = readingsOf(step);
    if (unread !== undefined) return refused(index, unread);
    for (const direction of ['forward', 'rollback'] as const) {
      const call = stepCall(steps, index, direction);
      if (call === undefined) continue;
      const outcome = outcomeOf(engine, { call, step }, situation);
      if (outcome.decision === 'refused') return refused(index, outcome.final);
      outcomes.push(outcome);
    }
  }
  return combined(outcomes);
}

function combined(outcomes: readonly Outcome[]): Decision {
  const only = outcomes.some(({ decision }) => decision === 'proposal_only');
  const most = outcomes.reduce<0 | 1 | 2>((max, { approvals }) => (approvals > max ? approvals : max), 0);
  const requiredApprovals = only ? 0 : most;
  const permits = unique(outcomes.flatMap(({ final }) => final.policies));
  const asking = outcomes.filter(({ asIs }) => !asIs.allowed);
  const asked = unique(asking.flatMap(({ asIs }) => asIs.policies));
  const reasons = unique(asking.flatMap(({ asIs }) => asIs.reason));
  const rest = reasons.length === 0 ? 'no policy asks for an approval' : reasons.join('; ');
  return {
    decision: only ? 'proposal_only' : requiredApprovals > 0 ? 'approval_required' : 'allowed',
    reason: `${permits.join(', ')}: permitted; ${rest}`,
    policies: unique([...permits, ...asked]),
    requiredApprovals,
    requiredRole: requiredApprovals > 0 ? 'approver' : null,
  };
}

const refused = (index: number, { reason, policies }: Evaluation): Decision => ({
  decision: 'refused',
  reason: `step ${index}: ${reason}`,
  policies,
  requiredApprovals: 0,
  requiredRole: null,
});

/** A step is verified by reading; a predicate that names anything but a read tool is refused. */
function readingsOf(step: { verify: Verification; when?: Verification | undefined }): Evaluation | undefined {
  const bad = [step.verify, step.when].find((predicate) => predicate !== undefined && !isReading(predicate));
  return (
    bad &&
    denied(
      'verification',
      `${JSON.stringify(bad.tool)} would have to be a read tool with arguments that fit it`,
    )
  );
}

const isReading = ({ tool, args }: Verification): boolean =>
  isToolName(tool) && tools[tool].annotations.readOnlyHint && tools[tool].input.safeParse(args).success;

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
