import { digestOf, type Proposal, type ProposedChange } from '@sremesh/contracts';
import { riskOf } from '../risk/risk.ts';
import { unknownRisk } from '../risk/unknown.ts';
import { stepCall } from '../step-call.ts';

/** Where a change is proposed. */
export interface ProposalScope {
  tenant: string;
  incident: string;
}

/**
 * A change with its id, digest and computed risk. The digest covers the change as proposed; the id follows from the
 * digest, the tenant and the incident, so that proposing the same again is the same proposal.
 */
export function registerProposal(change: ProposedChange, { tenant, incident }: ProposalScope): Proposal {
  const digest = digestOf(change);
  const id = `prop-${digestOf({ tenant, incident, digest }).slice(7, 27)}`;
  const steps = change.steps.map((step, index) => {
    const call = stepCall(change.steps, index, 'forward');
    return { ...step, ...(call === undefined ? unknownRisk : riskOf(call)) };
  });
  return { ...change, id, digest, steps };
}
