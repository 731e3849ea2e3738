/**
 * JSON over HTTP from a server beside Kafka: every wait ends, every body is bounded, and what goes wrong is a MeshError
 * that names the variable to correct. What a server says is shown in messages, shortened, and never interpreted.
 */
import { errorMessage, MeshError } from '@sremesh/contracts';
import type { z } from 'zod';
import { boundedText, BodyTooLarge } from './bounded-text.ts';
import type { Service } from './service.ts';

export interface Question {
  /** Begins with a slash; its parts are encoded. */
  path: string;
  /** Makes it a POST. */
  body?: unknown;
  /** Default 10,000, the whole answer included. */
  timeoutMs?: number;
}

/** `status` is a 2xx, or one of 4xx that the caller may know what to make of. */
export interface Answer {
  status: number;
  /** Undefined where a 4xx has none. */
  json: unknown;
  /** What it says, on one line and shortened. */
  said: string;
}

const maxBytes = 16 * 1024 * 1024;
const shownLength = 200;

/**
 * Throws MESH_KAFKA_UNREACHABLE (no answer, a server's own trouble), MESH_KAFKA_REFUSED (401, 403) or MESH_TOOL_FAILED
 * (not JSON).
 */
export async function askJson(service: Service, question: Question): Promise<Answer> {
  const { status, text } = await ask(service, question);
  const json = parsed(text);
  const said = shown(json, text);
  if (status === 401 || status === 403) {
    throw new MeshError('MESH_KAFKA_REFUSED', `${at(service)} refused the request (${status}): ${said}`, {
      remedy: `Put a user and password that may read into ${service.variable}: http://user:password@host:port`,
    });
  }
  if (status >= 500 || status === 409 || status === 429) {
    throw new MeshError(
      'MESH_KAFKA_UNREACHABLE',
      `${at(service)} cannot answer at the moment (${status}): ${said}`,
    );
  }
  if (json === undefined && status < 400)
    throw notTheService(service, `answers ${status} without JSON: ${said}`);
  return { status, json, said };
}

/** Only a 2xx of this shape. Throws as `askJson`, and MESH_TOOL_FAILED for anything else. */
export async function getJson<T>(service: Service, path: string, shape: z.ZodType<T>): Promise<T> {
  return inShape(service, path, await askJson(service, { path }), shape);
}

/** The answer in its shape. Throws MESH_TOOL_FAILED where it is an error, or what another service would say. */
export function inShape<T>(
  service: Service,
  path: string,
  { status, json, said }: Answer,
  shape: z.ZodType<T>,
): T {
  if (status >= 300) throw notTheService(service, `answers ${path} with ${status}: ${said}`);
  const { data, error } = shape.safeParse(json);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const field = issue?.path.join('.') ?? '';
  throw notTheService(service, `answers ${path} in another shape: ${field}: ${issue?.message ?? 'unknown'}`);
}

const at = ({ name, base, variable }: Service): string => `${name} at ${base} (${variable})`;

const notTheService = (service: Service, what: string): MeshError =>
  new MeshError('MESH_TOOL_FAILED', `${at(service)} ${what}`, { remedy: service.hint });

async function ask(
  service: Service,
  { path, body, timeoutMs = 10_000 }: Question,
): Promise<{ status: number; text: string }> {
  const { base, authorization, variable, name } = service;
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(authorization === null ? {} : { authorization }),
  };
  try {
    const response = await fetch(`${base}${path}`, {
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await boundedText(response, maxBytes) };
  } catch (error) {
    if (error instanceof BodyTooLarge)
      throw new MeshError('MESH_TOOL_FAILED', `${at(service)}: ${error.message}`);
    throw new MeshError('MESH_KAFKA_UNREACHABLE', `${at(service)} cannot be reached: ${reason(error)}`, {
      cause: error,
      remedy: `Check that ${name} runs and that ${variable} is its address.`,
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an answer says about itself: its `message` where it has one. */
function shown(json: unknown, text: string): string {
  const message = typeof json === 'object' && json !== null && 'message' in json ? json.message : undefined;
  const said = typeof message === 'string' ? message : json === undefined ? text : JSON.stringify(json);
  return said.replaceAll(/\s+/g, ' ').slice(0, shownLength);
}

/** Why a request failed, in a few words. */
export function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const message = errorMessage(cause);
  return message === '' && code !== undefined ? code : message;
}
