import { Freeze, FreezeChange, freezeKey, neverFrozen } from '@sremesh/contracts';
import { jsonRoute, type Route } from '../http/route.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';
import { proveFor } from '../prove.ts';

const path = '/api/v1/freeze';

export const freezeRoutes = ({ mesh, tenant, freeze }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'get',
    path,
    summary: 'Whether the mesh is frozen, by whom and why',
    role: 'viewer',
    answer: Freeze,
    handle: async () => (await freeze.get(freezeKey))?.value ?? neverFrozen,
  }),
  jsonRoute({
    method: 'post',
    path,
    summary: 'The kill switch: stops every grant and voids those outstanding, mesh-wide, until it is lifted',
    role: 'operator',
    body: FreezeChange.omit({ proof: true }),
    answer: Freeze,
    handle: async ({ caller: { principal }, body, signal }) => {
      const args = { frozen: true, reason: body.reason };
      return (await mesh.call('set_freeze', args, contextFor(principal, tenant), { signal })).freeze;
    },
  }),
  jsonRoute({
    method: 'delete',
    path,
    summary: 'Lifts the freeze; grants issued before it stay void',
    role: 'approver',
    body: FreezeChange,
    answer: Freeze,
    handle: async ({ caller, body, signal }) => {
      const context = contextFor(caller.principal, tenant);
      const { reason } = body;
      const wanted = { purpose: 'unfreeze' as const, subject: tenant, decision: { reason } };
      const proof = body.proof ?? (await proveFor(caller, wanted, mesh, context, signal));
      return (await mesh.call('set_freeze', { frozen: false, reason, proof }, context, { signal })).freeze;
    },
  }),
];
