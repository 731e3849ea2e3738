import { z } from 'zod';
import { AccessKind } from '../incident/grant.ts';
import { defineTool, desiredState } from './tool.ts';

export const redeemGrant = defineTool({
  name: 'redeem_grant',
  title: 'Redeem a grant',
  description:
    'Makes the just-in-time credential of a grant in the target system and gives it out: to one handoff, until the grant ends. Redeeming again for the same handoff ends the earlier credential and makes another; once the grant has ended or is void, one that only looks, so that what it led to can be told.',
  server: 'governance',
  delivery: 'request',
  callers: ['action'],
  annotations: { ...desiredState, idempotentHint: false },
  input: z.object({
    grantId: z.string().max(100),
    /** Idempotency key of the handoff that carried the grant. */
    workId: z.string().max(300),
    /** The address that the target will see the caller connect from. */
    host: z.union([z.ipv4(), z.ipv6()]),
  }),
  output: z.object({
    access: AccessKind,
    /** `look` once the grant has ended or is void: nothing may be changed any more. */
    rights: z.enum(['apply', 'look']),
    /** null where the target takes everybody. */
    credential: z.object({ mechanism: z.string(), username: z.string(), password: z.string() }).nullable(),
    /** The credential is gone by then; one that may change something never outlives the grant. */
    expiresAt: z.iso.datetime(),
  }),
});
