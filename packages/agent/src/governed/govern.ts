import { newTraceParent, type ToolHandlers } from '@sremesh/contracts';
import type { Closable, Mesh } from '@sremesh/mesh';
import type { Logger } from 'pino';
import type { Authorize } from './decision.ts';
import { Decisions } from './decisions.ts';
import { governed } from './governed.ts';
import { CallReporter } from './reporter.ts';

export interface GovernOptions {
  mesh: Pick<Mesh, 'call' | 'reportCalls' | 'onPolicy' | 'onStatus'>;
  tools: ToolHandlers;
  /** Decides here; where left out governance is asked, and its decisions are kept. */
  authorize: Authorize | undefined;
  log: Logger;
}

const askTimeoutMs = 3000;
const flushWithinMs = 2500;

/** An agent's tools under policy and audit. Close it after serving has ended: it stores what is still to be reported. */
export function govern({ mesh, tools, authorize, log }: GovernOptions): { tools: ToolHandlers } & Closable {
  const reporter = new CallReporter({ send: (tenant, batch) => mesh.reportCalls(tenant, batch), log });
  const asking = authorize === undefined ? askGovernance(mesh) : { authorize, close: async () => undefined };
  return {
    tools: governed(tools, { authorize: asking.authorize, reporter }),
    async close() {
      await asking.close();
      await reporter.close(flushWithinMs);
    },
  };
}

function askGovernance(mesh: GovernOptions['mesh']): { authorize: Authorize } & Closable {
  const decisions = new Decisions({
    ask: ({ tenant, ...call }) =>
      mesh.call(
        'authorize_call',
        call,
        { tenant, traceparent: newTraceParent() },
        { timeoutMs: askTimeoutMs },
      ),
  });
  const policy = mesh.onPolicy((version) => decisions.usePolicy(version));
  const status = mesh.onStatus(({ type }) => {
    if (type === 'connected') decisions.age();
  });
  return {
    authorize: (call) => decisions.decide(call),
    async close() {
      await policy.close();
      await status.close();
    },
  };
}
