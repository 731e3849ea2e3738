import { digestOf, type Proposal, type ProposedChange } from '@sremesh/contracts';
import { riskOf, unknownRisk } from '../risk/risk.ts';
import type { Measured } from '../risk/risk-from.ts';
import { stepCall } from '../step-call.ts';

/** Where a change is proposed. */
export interface ProposalScope {
  tenant: string;
  incident: string;
}

/**
 * A change with its id, digest and computed risk. The digest covers the change as proposed; the id follows from the
 * digest, the tenant and the incident, so that proposing the same again is the same proposal. `measured`: what was read
 * of the cluster for each step, in their order.
 */
export function registerProposal(
  change: ProposedChange,
  { tenant, incident }: ProposalScope,
  measured: readonly Measured[] = [],
): Proposal {
  const digest = digestOf(change);
  const id = `prop-${digestOf({ tenant, incident, digest }).slice(7, 27)}`;
  const steps = change.steps.map((step, index) => {
    const call = stepCall(change.steps, index, 'forward');
    return { ...step, ...(call === undefined ? unknownRisk : riskOf(call, measured[index])) };
  });
  return { ...change, id, digest, steps };
}
