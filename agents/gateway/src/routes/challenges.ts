import { Challenge, ChallengePurpose } from '@sremesh/contracts';
import { z } from 'zod';
import { jsonRoute, type Route } from '../http/route.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';

export const challengeRoutes = ({ mesh, tenant }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'post',
    path: '/api/v1/challenges',
    summary:
      'A challenge to sign with a decision: good once, for a minute, for one purpose and subject (the approval, the agent instance; the tenant to unfreeze)',
    role: 'approver',
    body: z.object({
      purpose: ChallengePurpose,
      subject: z.string().min(1).max(200).optional().describe('left out: the tenant'),
    }),
    answer: Challenge,
    handle: async ({ caller: { principal }, body, signal }) => {
      const { purpose, subject = tenant } = body;
      const context = contextFor(principal, tenant);
      const issued = await mesh.call('request_challenge', { purpose, subject }, context, { signal });
      return { ...issued, subject, approver: principal.name };
    },
  }),
];
