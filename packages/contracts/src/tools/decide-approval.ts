import { z } from 'zod';
import { defineTool, desiredState } from './tool.ts';
import { Approval } from '../incident/approval.ts';
import { Proof } from '../proof.ts';

export const decideApproval = defineTool({
  name: 'decide_approval',
  title: 'Decide an approval',
  description:
    "Approves or denies a pending proposal by its digest, on the person's own signature. A decision is final; the same one again changes nothing.",
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: { ...desiredState, destructiveHint: true },
  input: z.object({
    id: z.string().max(100),
    decision: z.enum(['approve', 'deny']),
    digest: z.string().max(100).describe('the digest of the proposal as the person saw it'),
    reason: z.string().max(2000).default(''),
    /** Over {decision, digest, reason}; purpose `decide_approval`, subject the approval's id. */
    proof: Proof,
  }),
  output: z.object({ approval: Approval }),
});
