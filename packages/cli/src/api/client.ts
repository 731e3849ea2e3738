import { errorMessage, Problem } from '@sremesh/contracts';
import { approverKeyOf } from '@sremesh/policy';
import type { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { Signer } from './signer.ts';

const timeoutMs = 15_000;

interface FetchInit {
  method?: string;
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** The gateway's HTTP API. Every failure is a `CliError` that says what to do. */
export class ApiClient {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url.replace(/\/$/, '');
    this.#token = token;
  }

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.#json('GET', path, undefined, schema);
  }

  async post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#json('POST', path, body, schema);
  }

  async delete<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#json('DELETE', path, body, schema);
  }

  /** The owner of the token, as one who signs. */
  signer(): Signer {
    return { seed: approverKeyOf(this.#token).seed };
  }

  /** The open response of a GET, for streams; the caller reads it under its own `signal`. */
  async open(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    return this.#fetch(path, { headers, signal });
  }

  async #json<T>(method: string, path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    const response = await this.#fetch(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    throw new CliError(`${this.url}${path} answered something else than this version expects`, {
      remedy: 'Use the sremesh of the mesh that runs there.',
      cause: parsed.error,
    });
  }

  async #fetch(path: string, init: FetchInit): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${this.#token}` },
    }).catch((error: unknown) => {
      throw new CliError(`nothing answers at ${this.url} (${reasonOf(error)})`, {
        remedy: 'Start the mesh with npm start; sremesh doctor says more.',
        cause: error,
      });
    });
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json().catch(() => undefined));
    throw problem.success
      ? new CliError(problem.data.detail, { ...(problem.data.remedy && { remedy: problem.data.remedy }) })
      : new CliError(`${this.url}${path} answered ${response.status}`);
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : errorMessage(error);
