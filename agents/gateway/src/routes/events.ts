import { FeedEvent, IncidentId } from '@sremesh/contracts';
import { z } from 'zod';
import { HttpProblem } from '../http/problem.ts';
import { checked, type Route, type RouteCall } from '../http/route.ts';
import type { GatewayParts } from '../parts.ts';
import { eventStream } from '../projection/event-stream.ts';

const Sequence = z.coerce.number().int().min(0);

const Query = z.object({
  incident: IncidentId.optional(),
  after: Sequence.optional().describe('start after this sequence; the Last-Event-ID header goes before it'),
});

export const eventRoutes = ({ ring, signal: stopping }: GatewayParts): Route[] => [
  {
    method: 'get',
    path: '/api/v1/events',
    summary:
      'What happens, as Server-Sent Events: each message is a FeedEvent with its sequence as id. An event named `reset` says that events after the wanted sequence are no longer kept: read the incidents again.',
    role: 'viewer',
    query: Query,
    answer: { contentType: 'text/event-stream', schema: FeedEvent },
    handle: async ({ caller: { principal }, request }: RouteCall) => {
      const query = checked(Query, 'query', Object.fromEntries(new URL(request.url).searchParams));
      const stream = eventStream({
        ring: ring(),
        after: lastEventId(request.headers) ?? query.after,
        tenants: principal.tenants,
        incident: query.incident,
        signal: AbortSignal.any([stopping, request.signal]),
      });
      return new Response(stream, {
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      });
    },
  },
];

function lastEventId(headers: Headers): number | undefined {
  const header = headers.get('last-event-id');
  if (header === null) return undefined;
  const parsed = Sequence.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new HttpProblem(400, 'Last-Event-ID: not a sequence of this stream', {
    remedy: 'Send the id of the last message you got, or leave it out.',
  });
}
