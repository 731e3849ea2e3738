import {
  isToolName,
  riskClasses,
  tools,
  type Proposal,
  type ProposedStep,
  type RiskClass,
  type Verification,
} from '@sremesh/contracts';
import { z } from 'zod';
import { stepCall } from '../step-call.ts';
import { judge } from '../table/table.ts';
import { forbid, type Verdict } from '../table/verdict.ts';

/** How far the mesh may go: only look, only propose, or heal. */
export const Mode = z.enum(['observe', 'propose', 'heal']);
export type Mode = z.infer<typeof Mode>;

export interface Decision {
  decision: 'refused' | 'approval_required' | 'allowed' | 'proposal_only';
  /** Which rule decided, and what would have had to be true. */
  reason: string;
  /** Who may approve; null where nobody is asked. */
  requiredRole: 'approver' | 'admin' | null;
}

/** Decides a registered proposal: the table over every call it can lead to, then the mode, then its highest risk. */
export function decide({ steps }: Pick<Proposal, 'steps'>, mode: Mode): Decision {
  if (mode === 'observe')
    return refused('mode', 'the mode is observe; it would have to be propose or heal (SREMESH_MODE)');
  const verdicts = steps.flatMap((step, index) => verdictsOf(steps, step, index));
  const denied = verdicts.find(({ verdict }) => !verdict.permitted);
  if (denied !== undefined)
    return refused(denied.verdict.rule, `step ${denied.index}: ${denied.verdict.reason}`);
  const granting = [...new Set(verdicts.map(({ verdict }) => verdict.rule))].join(', ');
  if (mode === 'propose')
    return {
      decision: 'proposal_only',
      reason: `${granting}: permitted, but the mode is propose; it would have to be heal (SREMESH_MODE) to be carried out`,
      requiredRole: null,
    };
  const risk = highestRisk(steps.map((step) => step.risk));
  if (risk === 'low')
    return { decision: 'allowed', reason: `${granting}: low risk runs by itself`, requiredRole: null };
  return {
    decision: 'approval_required',
    reason: `${granting}: ${risk} risk waits for an approver of the tenant`,
    requiredRole: 'approver',
  };
}

/** Judges one call of a change again, just before it is granted. */
export function judgeStep(
  steps: readonly ProposedStep[],
  index: number,
  direction: 'forward' | 'rollback',
): Verdict {
  const call = stepCall(steps, index, direction);
  return call === undefined
    ? forbid('steps', `the proposal would have to have a step ${index} with a ${direction} call`)
    : judge(call);
}

function verdictsOf(
  steps: readonly ProposedStep[],
  step: ProposedStep,
  index: number,
): { index: number; verdict: Verdict }[] {
  const verdicts = [judgeStep(steps, index, 'forward'), readingsOf(step)];
  if (step.rollback !== null) verdicts.push(judgeStep(steps, index, 'rollback'));
  return verdicts.filter((verdict) => verdict !== undefined).map((verdict) => ({ index, verdict }));
}

/** A step is verified by reading; a predicate that names anything but a read tool is refused. */
function readingsOf(step: ProposedStep): Verdict | undefined {
  const bad = [step.verify, step.when].find((predicate) => predicate !== undefined && !isReading(predicate));
  return (
    bad &&
    forbid(
      'verification',
      `${JSON.stringify(bad.tool)} would have to be a read tool with arguments that fit it`,
    )
  );
}

const isReading = ({ tool, args }: Verification): boolean =>
  isToolName(tool) && tools[tool].annotations.readOnlyHint && tools[tool].input.safeParse(args).success;

const highestRisk = (risks: readonly RiskClass[]): RiskClass =>
  riskClasses.findLast((risk) => risks.includes(risk)) ?? 'high';

const refused = (rule: string, reason: string): Decision => ({
  decision: 'refused',
  reason: `${rule}: ${reason}`,
  requiredRole: null,
});
