import { randomBytes } from 'node:crypto';
import {
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  type CallToolResult,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { Approval, MeshError, tools, type ToolArgs } from '@sremesh/contracts';
import { z } from 'zod';
import { decide } from '../decide.ts';
import type { Caller } from '../http/authenticate.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';
import { failed } from './failed.ts';
import { questionOf } from './question.ts';

type Parts = Pick<GatewayParts, 'mesh' | 'tenant'>;

/** What was shown to the person: they decide on this and nothing else. */
interface Shown {
  id: string;
  digest: string;
}

const Answer = z.object({
  decision: z.enum(['approve', 'deny']).describe('approve: it may be carried out, exactly as shown'),
  reason: z.string().max(2000).default('').describe('kept with the decision'),
});

const input = tools.decide_approval.input.pick({ id: true });
const { title, annotations } = tools.decide_approval;
const description =
  'Puts a pending proposal before the person at the client, who approves or denies it. The decision is theirs, not the caller’s.';

/** How long a person may look at a proposal. */
const answerWithinSeconds = 600;

/**
 * `decide_approval` for outside clients. The call carries no decision: it answers `input_required` with the proposal, and
 * the client's retry with the person's answer decides, on the digest that was shown. The state in between is the client's
 * to hold but not to change: it is signed with a key of this process, for this token's owner, and soon too old.
 */
export function createDecisionTool(parts: Parts) {
  const states = createRequestStateCodec<Shown>({
    key: randomBytes(32),
    ttlSeconds: answerWithinSeconds,
    bind: ({ mcpReq, http }) => JSON.stringify([mcpReq.method, http?.authInfo?.token]),
  });
  return {
    verify: (state: string, context: ServerContext) => states.verify(state, context),
    register(server: McpServer, caller: Caller, era: 'legacy' | 'modern'): void {
      server.registerTool(
        'decide_approval',
        {
          title,
          description,
          annotations,
          inputSchema: input,
          outputSchema: z.object({ approval: Approval }),
        },
        async ({ id }, context) => {
          try {
            if (era === 'legacy') return failed(notByThisClient(id));
            return await answerOrAsk(id, caller, context);
          } catch (error) {
            return failed(error);
          }
        },
      );
    },
  };

  async function answerOrAsk(
    id: string,
    caller: Caller,
    context: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult> {
    const { mcpReq } = context;
    const shown = mcpReq.requestState<Shown>();
    const answer = acceptedContent(mcpReq.inputResponses, 'decision', Answer);
    if (shown?.id === id && answer !== undefined) {
      const approval = await decide(caller, { ...shown, ...answer }, parts, mcpReq.signal);
      const result = { approval };
      return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
    }
    if (mcpReq.inputResponses !== undefined)
      throw new MeshError('MESH_MESSAGE_INVALID', `decision: nobody decided on ${id}; it waits as before`);
    const approval = await pending(id, caller, mcpReq.signal);
    return inputRequired({
      inputRequests: {
        decision: inputRequired.elicit({ message: questionOf(approval), requestedSchema: Answer }),
      },
      requestState: await states.mint({ id, digest: approval.digest }, context),
    });
  }

  async function pending(id: string, { principal }: Caller, signal: AbortSignal): Promise<Approval> {
    const context = contextFor(principal, parts.tenant);
    let cursor: string | undefined;
    do {
      const page: ToolArgs<'list_approvals'> = { status: 'pending', limit: 200, cursor };
      const { items, nextCursor } = await parts.mesh.call('list_approvals', page, context, { signal });
      const found = items.find((approval) => approval.id === id);
      if (found !== undefined) return found;
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    throw new MeshError('MESH_NOT_FOUND', `id: no approval ${JSON.stringify(id)} is pending`, {
      remedy: 'list_approvals shows those there are.',
    });
  }
}

const notByThisClient = (id: string): MeshError =>
  new MeshError(
    'MESH_TOOL_FAILED',
    'deciding asks a person back, which needs a client of the MCP revision 2026-07-28',
    { remedy: `Use sremesh approve ${id}, or POST /api/v1/approvals/${id} with {decision, digest, reason}.` },
  );
