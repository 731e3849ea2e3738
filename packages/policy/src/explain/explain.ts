import { isToolName, tools, type ToolContract } from '@sremesh/contracts';
import { authorize } from '../decision/authorize.ts';
import type { Decision } from '../decision/decide.ts';
import type { PolicyEngine } from '../decision/engine.ts';
import { outcomeOf } from '../decision/outcome.ts';
import { riskOf } from '../risk/risk.ts';
import type { StepCall } from '../step-call.ts';
import type { PolicyQuestion } from './request.ts';

/** What policies say of one call, and what would have had to be true. */
export type Explanation = Omit<Decision, 'requiredRole'> & { policyVersion: string };

/** A step of a change where the tool writes; a call as it arrives at an agent otherwise. */
export function explain(engine: PolicyEngine, question: PolicyQuestion): Explanation {
  const { tool, caller, human, tenant } = question;
  const policyVersion = engine.version;
  const contract: ToolContract | undefined = isToolName(tool) ? tools[tool] : undefined;
  if (contract !== undefined && contract.server !== 'action') {
    const parsed = contract.input.safeParse(question.args);
    const facts = parsed.success ? (contract.facts?.(parsed.data) ?? {}) : {};
    const { allowed, policies, reason } = authorize(engine, { caller, human, tenant, tool, facts });
    return {
      decision: allowed ? 'allowed' : 'refused',
      requiredApprovals: 0,
      policies,
      reason,
      policyVersion,
    };
  }
  return { ...explainStep(engine, question), policyVersion };
}

function explainStep(engine: PolicyEngine, question: PolicyQuestion): Omit<Explanation, 'policyVersion'> {
  const { approvals, usage, now, rollback } = question;
  const call = callOf(question);
  const { risk, reversibility, bytesMoved, ...rest } = riskOf(call);
  const step = {
    ...rest,
    risk: question.risk ?? risk,
    reversibility: question.reversibility ?? reversibility,
    bytesMoved: question.bytesMoved ?? bytesMoved,
    rollback: rollback ? { tool: call.tool, args: {} } : null,
  };
  const moment = now === undefined ? new Date() : new Date(now);
  const situation = { ...question, now: moment, usageOf: () => usage };
  const outcome = outcomeOf(engine, { call, step }, situation, approvals);
  const { decision, final, asIs } = outcome;
  return {
    decision,
    requiredApprovals: decision === 'allowed' || decision === 'refused' ? 0 : outcome.approvals,
    policies: [...new Set([...final.policies, ...(decision === 'refused' ? final : asIs).policies])],
    reason:
      decision === 'allowed' || decision === 'refused' ? final.reason : `${final.reason}; ${asIs.reason}`,
  };
}

function callOf({ kind, tool, args, preState, undoes }: PolicyQuestion): StepCall {
  const undone =
    undoes === undefined ? null : { tool: undoes.tool, args: undoes.args, expectedPreState: undoes.preState };
  return { kind, tool, args, preState, undoes: undone };
}
