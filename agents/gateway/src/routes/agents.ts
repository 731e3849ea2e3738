import { AgentStatus, pageOf } from '@sremesh/contracts';
import { jsonRoute, type Route } from '../http/route.ts';
import type { GatewayParts } from '../parts.ts';

export const agentRoutes = ({ agents }: GatewayParts): Route[] => [
  jsonRoute({
    method: 'get',
    path: '/api/v1/agents',
    summary: 'The agents of the mesh, as their heartbeats say',
    role: 'viewer',
    answer: pageOf(AgentStatus),
    handle: () => ({ items: agents.list(), nextCursor: null }),
  }),
];
