import {
  Principal,
  tools,
  TraceParent,
  type ToolCallContext,
  type ToolInput,
  type ToolName,
  type ToolOutput,
} from '@sremesh/contracts';
import { z } from 'zod';
import type { Leader } from './leader.ts';

/** A call as it goes from a follower to the leader. */
const Forwarded = z.object({
  input: z.unknown(),
  call: z.object({
    caller: z.string(),
    tenant: z.string(),
    traceparent: TraceParent,
    incident: z.string().optional(),
    principal: Principal.optional(),
  }),
});

type Handler<N extends ToolName> = (input: ToolInput<N>, call: ToolCallContext) => Promise<ToolOutput<N>>;

const schemas: {
  [N in ToolName]: { input: z.ZodType<ToolInput<N>>; output: z.ZodType<ToolOutput<N>> };
} = tools;

/** How long the leader works for a follower whose own caller may be gone; milliseconds. */
const workedOnMs = 10_000;

/**
 * Has a tool done by the leader, wherever it is called: here, or passed on with who called, for which tenant, person and
 * incident. The leader's refusals come back as its own. Throws MESH_NO_RESPONDER while there is no leader.
 */
export function leaderOnly<N extends ToolName>(
  leader: Pick<Leader, 'ask' | 'answer' | 'isLeader'>,
  tool: N,
  handler: Handler<N>,
): Handler<N> {
  leader.answer(tool, async (body) => {
    const { input, call } = Forwarded.parse(body);
    const { principal, incident, ...rest } = call;
    return handler(schemas[tool].input.parse(input), {
      ...rest,
      ...(principal === undefined ? {} : { principal }),
      ...(incident === undefined ? {} : { incident }),
      signal: AbortSignal.timeout(workedOnMs),
      progress: async () => undefined,
    });
  });
  return async (input, call) => {
    if (leader.isLeader()) return handler(input, call);
    const { caller, tenant, traceparent, incident, principal } = call;
    const forwarded: z.input<typeof Forwarded> = {
      input,
      call: { caller, tenant, traceparent, incident, principal },
    };
    return schemas[tool].output.parse(await leader.ask(tool, forwarded));
  };
}
