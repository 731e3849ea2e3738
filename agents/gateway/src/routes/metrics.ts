import type { Route } from '../http/route.ts';
import type { GatewayParts } from '../parts.ts';

export const metricsRoute = ({ metrics }: GatewayParts): Route => ({
  method: 'get',
  path: '/metrics',
  summary: "The gateway's own metrics, for Prometheus",
  role: 'viewer',
  answer: { contentType: 'text/plain' },
  handle: async () =>
    new Response(await metrics.metrics(), { headers: { 'content-type': metrics.contentType } }),
});
