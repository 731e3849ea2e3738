import { tools } from '@sremesh/contracts';
import { z } from 'zod';
import { jsonRoute, type Route } from '../http/route.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';

export const auditRoutes = ({ mesh, tenant }: Pick<GatewayParts, 'mesh' | 'tenant'>): Route[] => [
  jsonRoute({
    method: 'get',
    path: '/api/v1/audit',
    summary: 'Records of the audit chain, oldest first, with its signed checkpoints',
    role: 'admin',
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).describe('start after this sequence of the chain'),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    answer: tools.query_audit.output,
    handle: ({ caller: { principal }, query, signal }) =>
      mesh.call('query_audit', query, contextFor(principal, tenant), { signal }),
  }),
];
