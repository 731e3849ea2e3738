import { Approval, ApprovalCursor, ApprovalStatus, Decision, pageOf } from '@sremesh/contracts';
import { z } from 'zod';
import { decide } from '../decide.ts';
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
      cursor: ApprovalCursor.optional(),
    }),
    answer: pageOf(Approval),
    handle: ({ caller, query, signal }) =>
      mesh.call('list_approvals', query, contextFor(caller.principal, tenant), { signal }),
  }),
  jsonRoute({
    method: 'post',
    path: '/api/v1/approvals/{id}',
    summary: 'Approve or deny a proposal by its digest',
    role: 'approver',
    params: z.object({ id: z.string().min(1).max(100) }),
    body: Decision,
    answer: Approval,
    handle: ({ caller, params, body, signal }) =>
      decide(caller, { id: params.id, ...body }, { mesh, tenant }, signal),
  }),
];
