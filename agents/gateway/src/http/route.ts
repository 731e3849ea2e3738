import type { z } from 'zod';
import type { Caller, Role } from './authenticate.ts';
import { HttpProblem, invalid } from './problem.ts';

/** A request that came past the door: its sender is known and has the route's role. */
export interface RouteCall {
  caller: Caller;
  params: Record<string, string>;
  request: Request;
}

/** One operation of the API: what serves it and what documents it are the same. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  /** As OpenAPI writes it: `/api/v1/incidents/{id}`. */
  path: string;
  summary: string;
  /** The least role that may. */
  role: Role;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  answer: { contentType: string; schema?: z.ZodType };
  handle: (call: RouteCall) => Promise<Response>;
}

/** A route that answers JSON; its input comes checked. */
export function jsonRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, A>(spec: {
  method: 'get' | 'post' | 'delete';
  path: string;
  summary: string;
  role: Role;
  params?: P;
  query?: Q;
  body?: B;
  answer: z.ZodType<A>;
  handle: (input: {
    caller: Caller;
    params: z.output<P>;
    query: z.output<Q>;
    body: z.output<B>;
    signal: AbortSignal;
  }) => Promise<A> | A;
}): Route {
  return {
    ...spec,
    answer: { contentType: 'application/json', schema: spec.answer },
    handle: async ({ caller, params, request }) => {
      const answer = await spec.handle({
        caller,
        params: checked(spec.params, 'path', params),
        query: checked(spec.query, 'query', Object.fromEntries(new URL(request.url).searchParams)),
        body: checked(spec.body, 'body', spec.body === undefined ? {} : await jsonOf(request)),
        signal: request.signal,
      });
      return Response.json(answer);
    },
  };
}

export function checked<S extends z.ZodObject>(
  schema: S | undefined,
  where: string,
  value: unknown,
): z.output<S>;
export function checked(
  schema: z.ZodObject | undefined,
  where: string,
  value: unknown,
): Record<string, unknown> {
  const parsed = schema?.safeParse(value);
  if (parsed === undefined) return {};
  if (!parsed.success)
    throw invalid(where, parsed.error, 'The fields are described at /api/v1/openapi.json.');
  return parsed.data;
}

/** No body at all is an empty object: what its fields must be, the schema says. */
async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'body: not JSON', { remedy: 'Send a JSON object as application/json.' });
  }
}
