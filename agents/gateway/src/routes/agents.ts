import { AgentStatus, pageOf, Restriction, tools } from '@sremesh/contracts';
import { jsonRoute, type Route } from '../http/route.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';
import { proveFor } from '../prove.ts';

const { input, output } = tools.restrict_identity;

export const agentRoutes = ({ agents, mesh, tenant }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'get',
    path: '/api/v1/agents',
    summary: 'The agents of the mesh, as their heartbeats say',
    role: 'viewer',
    answer: pageOf(AgentStatus),
    handle: () => ({ items: agents.list(), nextCursor: null }),
  }),
  jsonRoute({
    method: 'post',
    path: '/api/v1/agents/{instance}/restrict',
    summary:
      'Narrows a live agent to some of its tenants; to none, it is revoked and NATS drops its connection',
    role: 'admin',
    params: input.pick({ instance: true }),
    body: Restriction,
    answer: output,
    handle: async ({ caller, params: { instance }, body: { tenants, reason, proof: sent }, signal }) => {
      const context = contextFor(caller.principal, tenant);
      const wanted = {
        purpose: 'restrict_identity' as const,
        subject: instance,
        decision: { tenants, reason },
      };
      const proof = sent ?? (await proveFor(caller, wanted, mesh, context, signal));
      return mesh.call('restrict_identity', { instance, tenants, reason, proof }, context, { signal });
    },
  }),
];
