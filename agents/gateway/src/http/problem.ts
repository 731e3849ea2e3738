import { STATUS_CODES } from 'node:http';
import { errorMessage, MeshError, type MeshErrorCode, type Problem } from '@sremesh/contracts';
import type { z } from 'zod';

/** An answer other than success, thrown by a route: status, what is wrong, what to do about it. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly remedy: string | undefined;
  readonly errors: Problem['errors'];
  constructor(status: number, detail: string, more: { remedy?: string; errors?: Problem['errors'] } = {}) {
    super(detail);
    this.status = status;
    this.remedy = more.remedy;
    this.errors = more.errors;
  }
}

/** What a client is told of values that do not fit their schema. */
export function invalid(where: string, error: z.ZodError, remedy: string): HttpProblem {
  const errors = error.issues.map((issue) => ({
    field: issue.path.map(String).join('.') || where,
    problem: issue.message,
  }));
  const fields = errors.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
  return new HttpProblem(400, `bad ${where}: ${fields}`, { errors, remedy });
}

const statusOf: Partial<Record<MeshErrorCode, number>> = {
  MESH_NATS_UNREACHABLE: 503,
  MESH_NO_RESPONDER: 503,
  MESH_TIMEOUT: 504,
  MESH_PERMISSION_DENIED: 403,
  MESH_TOOL_FAILED: 409,
  MESH_CONFLICT: 409,
  MESH_GRANT_REFUSED: 409,
  MESH_PRESTATE_CHANGED: 409,
  MESH_NOT_FOUND: 404,
  MESH_EXPIRED: 410,
  MESH_TOOL_UNKNOWN: 501,
  MESH_KAFKA_REFUSED: 502,
  MESH_KAFKA_UNREACHABLE: 503,
};

/** Turns whatever a route threw into a problem; an internal fault tells nothing of its inside. */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const status = error instanceof MeshError ? statusOf[error.code] : undefined;
  if (!(error instanceof MeshError) || status === undefined)
    return new HttpProblem(500, 'the gateway failed', { remedy: "Look for this time in the gateway's log." });
  const remedy = error.remedy ?? (error.retryable ? 'Try again; nothing was lost.' : undefined);
  return new HttpProblem(status, errorMessage(error), remedy === undefined ? {} : { remedy });
}

/** The RFC 9457 response. */
export function problemResponse(problem: HttpProblem): Response {
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer');
  // What is left of the body is not read.
  if (problem.status === 413) headers.set('connection', 'close');
  if (problem.status === 503) headers.set('retry-after', '1');
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}
