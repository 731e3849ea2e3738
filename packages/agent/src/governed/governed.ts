import {
  digestOf,
  isToolName,
  MeshError,
  tools,
  traceIdOf,
  type CallFact,
  type ToolCallContext,
  type ToolContract,
  type ToolHandlers,
} from '@sremesh/contracts';
import type { Authorize, Decision } from './decision.ts';
import type { CallReporter } from './reporter.ts';

/** A handler as the server calls it, arguments already checked by the tool's schema. */
interface Handler {
  run(input: unknown, call: ToolCallContext): Promise<unknown>;
}

export interface Governing {
  authorize: Authorize;
  reporter: Pick<CallReporter, 'admit' | 'add'>;
}

const undecided: Decision = { allowed: false, policies: [], reason: '', policyVersion: '' };

/** Handlers each of whose calls is decided on first, then done, then reported, whatever came of it. */
export function governed(handlers: ToolHandlers, governing: Governing): ToolHandlers {
  return Object.fromEntries(
    Object.keys(handlers)
      .filter(isToolName)
      .flatMap((name) => {
        const run: Handler['run'] | undefined = eraseInput(handlers, name);
        return run === undefined ? [] : [[name, govern(tools[name], { run }, governing)]];
      }),
  );
}

function eraseInput(
  handlers: { [name: string]: Handler['run'] | undefined },
  name: string,
): Handler['run'] | undefined {
  return handlers[name];
}

function govern(
  contract: ToolContract,
  handler: Handler,
  { authorize, reporter }: Governing,
): Handler['run'] {
  const { name: tool } = contract;
  return async (input, call) => {
    reporter.admit();
    const { tenant, caller, principal, incident = null } = call;
    const who = { tenant, caller, ...(principal === undefined ? {} : { principal }) };
    let decision = undecided;
    let outcome: CallFact['outcome'] = 'refused';
    let outputDigest: string | null = null;
    try {
      const facts = contract.facts === undefined ? {} : contract.facts(contract.input.parse(input));
      decision = await authorize({ ...who, tool, facts });
      if (!decision.allowed) throw refusal(tool, caller, decision);
      outcome = 'failed';
      const output = await handler.run(input, call);
      // What does not fit is not answered: the server says so to the caller.
      const answer = contract.output.safeParse(output);
      if (!answer.success) return output;
      outputDigest = digestOf(answer.data);
      outcome = 'ok';
      return answer.data;
    } finally {
      reporter.add({
        kind: 'call',
        at: new Date().toISOString(),
        ...who,
        tool,
        inputDigest: digestOf(input),
        outputDigest,
        outcome,
        policies: decision.policies,
        policyVersion: decision.policyVersion,
        incident,
        traceId: traceIdOf(call.traceparent),
      });
    }
  };
}

const refusal = (tool: string, caller: string, { reason }: Decision): MeshError =>
  new MeshError('MESH_PERMISSION_DENIED', `policy refuses ${tool} by ${caller}: ${reason}`, {
    remedy: '`sremesh policy explain` says what would have to be true.',
  });
