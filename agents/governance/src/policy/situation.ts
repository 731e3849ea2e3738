import type { CallContext, Proposal } from '@sremesh/contracts';
import type { Situation } from '@sremesh/policy/engine';
import { ceilingOf } from '../access/ceiling.ts';
import type { GovernanceDeps } from '../deps.ts';
import type { ProposalRecord } from '../records.ts';
import { evidenceOf } from './evidence.ts';
import { usageFor } from './usage.ts';

/** What surrounds a change that is proposed now. */
export async function situationOf(
  deps: Pick<GovernanceDeps, 'allowUnenforced' | 'evidence' | 'grants' | 'kafka' | 'mesh' | 'mode'>,
  call: CallContext & { caller: string; incident: string },
  { cluster, evidenceIds }: Proposal,
  signal: AbortSignal,
): Promise<Situation> {
  const now = new Date();
  const { caller, principal: human, tenant, incident } = call;
  const evidence = await evidenceOf(deps, { tenant, incident, evidenceIds }, now, signal);
  const usageOf = await usageFor(deps, { tenant, cluster, incident }, now, signal);
  return { caller, human, tenant, cluster, mode: ceilingOf(deps).mode, now, evidence, usageOf };
}

/** The same later, when a step of it is to be granted: as old as the evidence was when the change was proposed. */
export async function situationAgain(
  deps: Pick<GovernanceDeps, 'allowUnenforced' | 'grants' | 'kafka' | 'mesh' | 'mode'>,
  { tenant, incident, proposal: { cluster }, proposedBy: [caller = ''], human, evidence }: ProposalRecord,
  signal: AbortSignal,
): Promise<Situation> {
  const now = new Date();
  const usageOf = await usageFor(deps, { tenant, cluster, incident }, now, signal);
  return { caller, human, tenant, cluster, mode: ceilingOf(deps).mode, now, evidence, usageOf };
}
