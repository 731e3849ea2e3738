import type { ProposedStep, StepRisk } from '@sremesh/contracts';
import { argumentFacts } from '../facts/arguments.ts';
import { riskOf } from '../risk/risk.ts';
import type { StepCall } from '../step-call.ts';
import type { PolicyEngine } from './engine.ts';
import { denied, type Evaluation } from './evaluation.ts';
import { nowFacts, type Mode, type Situation } from './situation.ts';

/** A call of a change, with the step it belongs to; the step carries its computed risk once it is registered. */
export interface JudgedCall {
  call: StepCall;
  step: Pick<ProposedStep, 'rollback'> & Partial<StepRisk>;
}

/** What is tried on a call: who has approved it, and in which mode. */
export interface Attempt {
  approvals: number;
  mode: Mode;
}

/** One decision on one call of a write tool. */
export function evaluateCall(
  engine: PolicyEngine,
  { call, step }: JudgedCall,
  situation: Situation,
  { approvals, mode }: Attempt,
): Evaluation {
  const extracted = argumentFacts(call);
  if ('unfit' in extracted) return denied(extracted.unfit.id, extracted.unfit.reason);
  const { risk, reversibility, blastRadius, bytesMoved, clientsAffected } = riskOfCall(call, step);
  const { caller, human, tenant, cluster, evidence, usageOf, now } = situation;
  return engine.evaluate({
    caller,
    human,
    tenant,
    cluster,
    tool: call.tool,
    context: {
      args: extracted.facts,
      step: {
        kind: call.kind,
        risk,
        reversibility,
        blastRadius,
        bytesMoved,
        ...(clientsAffected === null ? {} : { clientsAffected }),
        hasRollback: call.kind === 'rollback' || step.rollback !== null,
      },
      evidence,
      approvals: { count: approvals },
      usage: { ...usageOf(call.tool, call.args) },
      now: nowFacts(now),
      mode,
    },
  });
}

/** A registered step says its risk; what takes it back, and a step that is not registered, is computed here. */
function riskOfCall(call: StepCall, step: JudgedCall['step']): StepRisk {
  const { risk, reversibility, blastRadius, bytesMoved, clientsAffected, why } = step;
  if (
    call.kind === 'rollback' ||
    risk === undefined ||
    reversibility === undefined ||
    blastRadius === undefined ||
    bytesMoved === undefined
  )
    return riskOf(call);
  return {
    risk,
    reversibility,
    blastRadius,
    bytesMoved,
    clientsAffected: clientsAffected ?? null,
    why: why ?? '',
  };
}
