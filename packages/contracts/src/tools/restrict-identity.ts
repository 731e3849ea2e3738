import { z } from 'zod';
import { Proof } from '../proof.ts';
import { Tenant } from '../tenant.ts';
import { defineTool, desiredState } from './tool.ts';

export const restrictIdentity = defineTool({
  name: 'restrict_identity',
  title: 'Narrow or revoke an agent',
  description:
    'Narrows a live agent to fewer tenants, or revokes it: NATS drops its connection and takes the earlier identity no more.',
  server: 'governance',
  delivery: 'request',
  callers: ['gateway'],
  annotations: { ...desiredState, destructiveHint: true },
  input: z.object({
    instance: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    /** The tenants it may still serve, out of those it has; empty revokes it. */
    tenants: z.array(Tenant).max(100),
    reason: z.string().min(1).max(2000),
    proof: Proof.optional(),
  }),
  output: z.object({ instance: z.string(), tenants: z.array(z.string()), revoked: z.boolean() }),
});
