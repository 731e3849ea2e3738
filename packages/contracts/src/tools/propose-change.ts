import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { IncidentId } from '../tenant.ts';
import { ProposedChange } from '../incident/proposal.ts';

export const proposeChange = defineTool({
  name: 'propose_change',
  title: 'Propose a change',
  description:
    'Registers a change for an incident, computes its risk, and answers what policy says: refused, an approval to wait for, or granted. Proposing the same change again answers the same proposal.',
  server: 'governance',
  delivery: 'request',
  callers: ['reasoning'],
  annotations: desiredState,
  input: z.object({ incident: IncidentId, change: ProposedChange }),
  output: z.object({
    proposalId: z.string(),
    digest: z.string(),
    decision: z.enum(['refused', 'approval_required', 'allowed', 'proposal_only']),
    approvalId: z.string().nullable(),
    /** Which rule decided, and what would have had to be true. */
    reason: z.string(),
  }),
});
