import { version } from '@sremesh/agent';
import { z } from 'zod';
import { jsonRoute, type Route } from '../http/route.ts';
import { openApi } from '../openapi.ts';

/** Describes the routes it is given, and itself. */
export function openApiRoute(routes: readonly Route[]): Route {
  const self: Route = jsonRoute({
    method: 'get',
    path: '/api/v1/openapi.json',
    summary: 'This description',
    role: 'viewer',
    answer: z.record(z.string(), z.unknown()),
    handle: () => openApi([...routes, self], version),
  });
  return self;
}
