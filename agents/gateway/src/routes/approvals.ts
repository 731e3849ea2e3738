import { Approval, ApprovalStatus, Decision, pageOf } from '@sremesh/contracts';
import { z } from 'zod';
import { jsonRoute, type Route } from '../http/route.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';

export const approvalRoutes = ({ mesh, tenant }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'get',
    path: '/api/v1/approvals',
    summary: 'Approvals, newest first',
    role: 'viewer',
    query: z.object({
      status: ApprovalStatus.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: pageOf(Approval),
    handle: async ({ principal, query, signal }) => {
      const { items } = await mesh.call('list_approvals', query, contextFor(principal, tenant), { signal });
      return { items, nextCursor: null };
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/api/v1/approvals/{id}',
    summary: 'Approve or deny a proposal by its digest',
    role: 'approver',
    params: z.object({ id: z.string().min(1).max(100) }),
    body: Decision,
    answer: Approval,
    handle: async ({ principal, params, body, signal }) => {
      const context = contextFor(principal, tenant);
      const { approval } = await mesh.call('decide_approval', { id: params.id, ...body }, context, {
        signal,
      });
      return approval;
    },
  }),
];
