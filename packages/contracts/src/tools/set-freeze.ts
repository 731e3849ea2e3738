import { z } from 'zod';
import { Freeze } from '../freeze.ts';
import { Proof } from '../proof.ts';
import { defineTool, desiredState } from './tool.ts';

export const setFreeze = defineTool({
  name: 'set_freeze',
  title: 'Freeze or unfreeze the mesh',
  description:
    'Freezing stops every grant and voids those outstanding, at once and until it is lifted; lifting it takes an approver who signs.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: desiredState,
  input: z.object({
    frozen: z.boolean(),
    reason: z.string().max(2000).default(''),
    /** Needed to unfreeze: over {reason}; purpose `unfreeze`, subject the tenant. */
    proof: Proof.optional(),
  }),
  output: z.object({ freeze: Freeze }),
});
