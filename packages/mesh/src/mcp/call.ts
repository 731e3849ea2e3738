import { Client, ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import {
  errorMessage,
  MeshError,
  metaKeys,
  protocolVersion,
  rpcErrorCodes,
  tools,
  type CallContext,
  type ToolArgs,
  type ToolName,
  type ToolOutput,
} from '@sremesh/contracts';
import type { z } from 'zod';
import type { CallOptions } from '../mesh.ts';
import type { Link } from '../nats/link.ts';
import { NatsClientTransport } from './client-transport.ts';
import { describe } from '../json.ts';
import { failureOf } from './result.ts';

const defaultTimeoutMs = 10_000;

const schemas: { [N in ToolName]: { output: z.ZodType<ToolOutput<N>> } } = tools;

/** Calls tools of other agents, over one MCP client per server and tenant, made when first needed. */
export class Caller {
  readonly #link: Link;
  readonly #identity: { role: string; version: string };
  readonly #clients = new Map<string, Promise<Client>>();

  constructor(link: Link, identity: { role: string; version: string }) {
    this.#link = link;
    this.#identity = identity;
  }

  async call<N extends ToolName>(
    name: N,
    args: ToolArgs<N>,
    context: CallContext,
    options: CallOptions = {},
  ): Promise<ToolOutput<N>> {
    const { server, input } = tools[name];
    const wrong = input.safeParse(args).error;
    if (wrong !== undefined)
      throw new MeshError('MESH_MESSAGE_INVALID', `arguments of ${name}: ${describe(wrong)}`);
    const { timeoutMs: timeout = defaultTimeoutMs, signal, onProgress } = options;
    const client = await this.#client(server, context.tenant);
    const params = { name, arguments: { ...args }, _meta: metaOf(context) };
    const result = await client
      .request(
        { method: 'tools/call', params },
        {
          timeout,
          ...(signal === undefined ? {} : { signal }),
          ...(onProgress === undefined
            ? {}
            : { onprogress: ({ progress, total, message }) => onProgress(progress, total, message) }),
        },
      )
      .catch((error: unknown) => {
        throw callError(error, name, server, timeout, signal);
      });
    if (result.isError === true) throw failureOf(name, result);
    return checked(schemas[name].output, result.structuredContent, name);
  }

  async close(): Promise<void> {
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    await Promise.allSettled(clients.map(async (client) => (await client).close()));
  }

  #client(server: string, tenant: string): Promise<Client> {
    const key = `${tenant}/${server}`;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const made = this.#connect(server, tenant);
    this.#clients.set(key, made);
    return made;
  }

  async #connect(server: string, tenant: string): Promise<Client> {
    const { role, version } = this.#identity;
    const client = new Client({ name: role, version }, { capabilities: {} });
    // What is served is in the contracts, so nothing needs to be asked first.
    const discover = { supportedVersions: [protocolVersion], capabilities: { tools: {} } };
    const transport = new NatsClientTransport(this.#link, { tenant, caller: role, server });
    await client.connect(transport, { prior: { kind: 'modern', discover } });
    return client;
  }
}

/** What travels with a call, by its keys in `_meta`. */
export const metaOf = (context: CallContext): Record<string, unknown> => ({
  [metaKeys.traceparent]: context.traceparent,
  [metaKeys.tenant]: context.tenant,
  ...(context.incident === undefined ? {} : { [metaKeys.incident]: context.incident }),
  ...(context.principal === undefined ? {} : { [metaKeys.principal]: context.principal }),
});

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = describe(parsed.error);
  throw new MeshError('MESH_MESSAGE_INVALID', `${name} answered what its schema does not allow: ${why}`);
}

function callError(
  error: unknown,
  name: string,
  server: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): MeshError {
  if (error instanceof MeshError) return error;
  const cause = { cause: error };
  if (signal?.aborted === true)
    return new MeshError(
      'MESH_TIMEOUT',
      `${name}: the caller stopped waiting: ${errorMessage(signal.reason)}`,
      cause,
    );
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout)
    return new MeshError('MESH_TIMEOUT', `${name}: no answer from ${server} within ${timeoutMs} ms`, cause);
  if (error instanceof ProtocolError) {
    const text = `${name}: ${error.message}`;
    if (error.code === rpcErrorCodes.busy) return new MeshError('MESH_NO_RESPONDER', text, cause);
    if (error.code === rpcErrorCodes.invalidParams) return new MeshError('MESH_TOOL_UNKNOWN', text, cause);
    return new MeshError('MESH_MESSAGE_INVALID', text, cause);
  }
  return new MeshError('MESH_TOOL_FAILED', `${name}: ${errorMessage(error)}`, cause);
}
