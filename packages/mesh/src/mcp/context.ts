import type { ServerContext } from '@modelcontextprotocol/server';
import {
  IncidentId,
  metaKeys,
  newTraceParent,
  Principal,
  TraceParent,
  type ToolCallContext,
} from '@sremesh/contracts';
import { z } from 'zod';

/** Keys of ours in `_meta`; a value that does not fit its schema is as if it were absent. */
const Meta = z.object({
  [metaKeys.caller]: z.string().default(''),
  [metaKeys.tenant]: z.string().default(''),
  [metaKeys.traceparent]: TraceParent.optional().catch(undefined),
  [metaKeys.incident]: IncidentId.optional().catch(undefined),
  [metaKeys.principal]: Principal.optional().catch(undefined),
});

/** What a tool is told about its call, from the `_meta` that the transport checked and completed. */
export function contextFrom({ mcpReq }: ServerContext, stopping: AbortSignal): ToolCallContext {
  const { _meta: sent = {}, signal } = mcpReq;
  const meta = Meta.parse(sent);
  const incident = meta[metaKeys.incident];
  const principal = meta[metaKeys.principal];
  const { progressToken } = sent;
  let either: AbortSignal | undefined;
  return {
    caller: meta[metaKeys.caller],
    tenant: meta[metaKeys.tenant],
    traceparent: meta[metaKeys.traceparent] ?? newTraceParent(),
    ...(incident === undefined ? {} : { incident }),
    ...(principal === undefined ? {} : { principal }),
    // Few tools look at it, and it costs more than the rest of this.
    get signal() {
      return (either ??= AbortSignal.any([signal, stopping]));
    },
    async progress(done, total, message) {
      if (progressToken === undefined || signal.aborted) return;
      const params = {
        progressToken,
        progress: done,
        ...(total === undefined ? {} : { total }),
        ...(message === undefined ? {} : { message }),
      };
      await mcpReq.notify({ method: 'notifications/progress', params });
    },
  };
}
