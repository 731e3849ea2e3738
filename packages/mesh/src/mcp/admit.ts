import {
  agentSpec,
  isAgentRole,
  metaKeys,
  parseRequestSubject,
  protocolVersion,
  rpcErrorCodes,
  subjects,
} from '@sremesh/contracts';
import { z } from 'zod';
import { describe, parseJson } from '../json.ts';

/** A JSON-RPC request, as far as the transport must understand it. */
const Request = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string().max(200), z.number()]),
  method: z.string().max(200),
  params: z.looseObject({ _meta: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type AdmittedRequest = z.infer<typeof Request>;

/** SDK key of a request's protocol version. */
const versionKey = 'io.modelcontextprotocol/protocolVersion';

export type Admission =
  | { kind: 'admitted'; request: AdmittedRequest; caller: string; tenant: string }
  /** Answer the caller with a JSON-RPC error. */
  | { kind: 'error'; id: string | number | null; code: number; message: string; data?: unknown }
  /** Answer nobody: the reply subject is not the caller's to name. */
  | { kind: 'dropped'; reason: string; code: number };

/**
 * Decides on one received request. Who calls, and for which tenant, is taken from the subject, which NATS enforced;
 * what the message says about itself must agree with it.
 */
export function admit(
  message: { subject: string; reply: string; body: Uint8Array },
  server: string,
  tenants: readonly string[],
): Admission {
  const address = parseRequestSubject(message.subject);
  if (address === undefined || address.server !== server || !tenants.includes(address.tenant))
    return { kind: 'dropped', code: rpcErrorCodes.invalidRequest, reason: 'not a request to this server' };
  const { caller, tenant } = address;
  if (!isInboxOf(caller, message.reply))
    return { kind: 'dropped', code: rpcErrorCodes.replyNotCallers, reason: `reply is no inbox of ${caller}` };
  const parsed = parseJson(message.body);
  if ('error' in parsed)
    return { kind: 'error', id: null, code: rpcErrorCodes.parseError, message: `not JSON: ${parsed.error}` };
  const request = Request.safeParse(parsed.value);
  if (!request.success) {
    const text = `not a JSON-RPC 2.0 request: ${describe(request.error)}`;
    return { kind: 'error', id: idOf(parsed.value), code: rpcErrorCodes.invalidRequest, message: text };
  }
  const { id, method, params } = request.data;
  const { _meta: sent = {} } = params ?? {};
  const requested = sent[versionKey];
  if (requested !== protocolVersion)
    return {
      kind: 'error',
      id,
      code: rpcErrorCodes.unsupportedProtocolVersion,
      message: `unsupported protocol version: the mesh speaks MCP ${protocolVersion}, named in params._meta["${versionKey}"]`,
      data: { supported: [protocolVersion], requested: typeof requested === 'string' ? requested : 'none' },
    };
  if (message.subject !== subjectOf(request.data, caller, server, tenant))
    return {
      kind: 'error',
      id,
      code: rpcErrorCodes.invalidRequest,
      message: `method ${method} does not belong on subject ${message.subject}`,
    };
  return { kind: 'admitted', request: withIdentity(request.data, caller, tenant), caller, tenant };
}

/** True where a subject is a concrete inbox of an instance of the role. */
export const isInboxOf = (role: string, subject: string): boolean =>
  subject.startsWith(subjects.inboxesOf(role).slice(0, -1)) && !/[*>\s]/.test(subject);

function subjectOf(
  { method, params }: AdmittedRequest,
  caller: string,
  server: string,
  tenant: string,
): string | undefined {
  const tool = params?.['name'];
  try {
    if (method !== 'tools/call') return subjects.request(tenant, caller, server, method);
    return typeof tool === 'string' ? subjects.request(tenant, caller, server, method, tool) : undefined;
  } catch {
    return undefined;
  }
}

/** Only an agent that authenticates people may speak for one. */
const maySpeakForPeople = (caller: string): boolean =>
  isAgentRole(caller) && agentSpec(caller).secrets.includes('SREMESH_TOKENS');

function withIdentity(request: AdmittedRequest, caller: string, tenant: string): AdmittedRequest {
  const { _meta: sent, ...params } = request.params ?? {};
  const meta: Record<string, unknown> = { ...sent };
  meta[metaKeys.caller] = caller;
  meta[metaKeys.tenant] = tenant;
  if (!maySpeakForPeople(caller)) delete meta[metaKeys.principal];
  return { ...request, params: { ...params, _meta: meta } };
}

const idOf = (value: unknown): string | number | null => {
  const parsed = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(value);
  return parsed.success ? parsed.data.id : null;
};
