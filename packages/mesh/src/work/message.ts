import {
  isToolName,
  metaKeys,
  newTraceParent,
  parseSubject,
  protocolVersion,
  TraceParent,
  tools,
  type CallContext,
  type ToolContract,
  type ToolName,
} from '@sremesh/contracts';
import { z } from 'zod';
import { metaOf } from '../mcp/call.ts';
import { describe, parseJson } from '../json.ts';
import type { HandOffOptions } from '../mesh.ts';

/** SDK keys that every MCP request carries. */
const sdkKeys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
} as const;

const Message = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.string().min(1).max(300),
  method: z.literal('tools/call'),
  params: z.object({
    name: z.string(),
    arguments: z.record(z.string(), z.unknown()),
    _meta: z.object({
      [sdkKeys.version]: z.literal(protocolVersion),
      [metaKeys.traceparent]: TraceParent.optional().catch(undefined),
      [metaKeys.notBefore]: z.iso.datetime().optional(),
      [metaKeys.grant]: z.unknown().optional(),
    }),
  }),
});

/** A durable handoff as an MCP request. */
export const encodeWork = (
  tool: ToolName,
  args: Record<string, unknown>,
  context: CallContext,
  options: HandOffOptions,
  client: { name: string; version: string },
): object => ({
  jsonrpc: '2.0',
  id: options.id,
  method: 'tools/call',
  params: {
    name: tool,
    arguments: args,
    _meta: {
      ...metaOf(context),
      [sdkKeys.version]: protocolVersion,
      [sdkKeys.client]: client,
      [sdkKeys.capabilities]: {},
      ...(options.notBefore === undefined ? {} : { [metaKeys.notBefore]: options.notBefore.toISOString() }),
      [metaKeys.grant]: options.grant,
    },
  },
});

/** A handoff taken from the queue, checked against its tool's contract. */
export interface Work {
  id: string;
  tool: ToolName;
  tenant: string;
  incident: string;
  input: unknown;
  traceparent: string;
  grant: unknown;
  /** Epoch milliseconds; 0 where it may begin at once. */
  notBeforeMs: number;
}

/** Tenant and incident come from the subject; what does not fit its schema comes back as the reason. */
export function decodeWork(
  subject: string,
  body: Uint8Array,
  role: string,
): { work: Work } | { invalid: string; id?: string; tool?: string } {
  const address = parseSubject(subject);
  const incident = address?.tail[1];
  if (address === undefined || incident === undefined) return { invalid: `subject ${subject} is no handoff` };
  const parsed = parseJson(body);
  if ('error' in parsed) return { invalid: `not JSON: ${parsed.error}` };
  const message = Message.safeParse(parsed.value);
  if (!message.success) return { invalid: describe(message.error) };
  const { id, params } = message.data;
  const { name: tool, _meta: meta } = params;
  if (!isToolName(tool)) return { invalid: `there is no tool ${tool}`, id, tool };
  const contract: ToolContract = tools[tool];
  if (contract.server !== role || contract.delivery !== 'work')
    return { invalid: `${tool} is not handed to ${role}`, id, tool };
  const input = contract.input.safeParse(params.arguments);
  if (!input.success) return { invalid: `arguments of ${tool}: ${describe(input.error)}`, id, tool };
  const notBefore = meta[metaKeys.notBefore];
  return {
    work: {
      id,
      tool,
      tenant: address.tenant,
      incident,
      input: input.data,
      traceparent: meta[metaKeys.traceparent] ?? newTraceParent(),
      grant: meta[metaKeys.grant],
      notBeforeMs: notBefore === undefined ? 0 : Date.parse(notBefore),
    },
  };
}
