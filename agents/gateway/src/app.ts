import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { authenticate, requireRole, type Caller } from './http/authenticate.ts';
import { HttpProblem, problemResponse, toProblem } from './http/problem.ts';
import type { Route } from './http/route.ts';
import { sameSiteCheck } from './http/same-site.ts';
import { createMcp } from './mcp/handler.ts';
import type { GatewayParts } from './parts.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { challengeRoutes } from './routes/challenges.ts';
import { eventRoutes } from './routes/events.ts';
import { freezeRoutes } from './routes/freeze.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { metricsRoute } from './routes/metrics.ts';
import { openApiRoute } from './routes/openapi.ts';

const maxBodyBytes = 1024 * 1024;

/** Everything the gateway answers over HTTP. */
export function createApp(parts: GatewayParts): Hono {
  const app = new Hono();
  const checkSite = sameSiteCheck(parts.host, parts.allowedHosts);
  const callerOf = (context: Context): Caller =>
    authenticate(parts.tokens, context.req.header('authorization') ?? null);

  app.onError((error) => {
    const problem = toProblem(error);
    if (problem.status === 500) parts.log.error({ err: error }, 'a request failed');
    return problemResponse(problem);
  });
  app.notFound((context) =>
    problemResponse(
      new HttpProblem(404, `nothing at ${context.req.method} ${context.req.path.slice(0, 200)}`, {
        remedy: 'The API is described at /api/v1/openapi.json.',
      }),
    ),
  );
  app.use(async (context, next) => {
    checkSite(context.req.raw.headers);
    await next();
    context.header('x-content-type-options', 'nosniff');
  });
  app.get('/health', (context) => context.json({ status: 'live' }));
  app.get('/ready', (context) => {
    const reason = parts.notReady();
    if (reason === null) return context.json({ status: 'ready' });
    return problemResponse(new HttpProblem(503, reason, { remedy: 'Wait; it becomes ready by itself.' }));
  });
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: () =>
        problemResponse(
          new HttpProblem(413, `body: larger than ${maxBodyBytes} bytes`, { remedy: 'Send less at once.' }),
        ),
    }),
  );

  const api = apiRoutes(parts);
  for (const route of [...api, openApiRoute(api), metricsRoute(parts)])
    app.on(route.method.toUpperCase(), honoPath(route.path), async (context) => {
      const caller = callerOf(context);
      requireRole(caller.principal, route.role);
      return route.handle({ caller, params: context.req.param(), request: context.req.raw });
    });

  const mcp = createMcp(parts);
  app.all('/mcp', (context) => serveMcp(context));
  app.all('/mcp/http', (context) => serveMcp(context));
  const serveMcp = (context: Context): Promise<Response> => {
    const caller = callerOf(context);
    requireRole(caller.principal, 'viewer');
    return mcp(context.req.raw, caller);
  };
  return app;
}

const apiRoutes = (parts: GatewayParts): Route[] => [
  ...incidentRoutes(parts),
  ...approvalRoutes(parts),
  ...challengeRoutes(parts),
  ...freezeRoutes(parts),
  ...agentRoutes(parts),
  ...auditRoutes(parts),
  ...eventRoutes(parts),
];

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
