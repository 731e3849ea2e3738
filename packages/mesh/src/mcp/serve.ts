import { McpServer, type CallToolResult, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import {
  isToolName,
  protocolVersion,
  tools,
  type ToolCallContext,
  type ToolContract,
  type ToolHandlers,
} from '@sremesh/contracts';
import type { Log } from '../log.ts';
import type { Closable } from '../mesh.ts';
import type { Link } from '../nats/link.ts';
import { contextFrom } from './context.ts';
import { failure, success } from './result.ts';
import { NatsServerTransport } from './server-transport.ts';

export interface ServeOptions {
  role: string;
  version: string;
  tenants: readonly string[];
  log: Log;
  /** Time for calls in flight to end when serving stops; milliseconds. */
  drainMs: () => number;
}

/** A handler as the server calls it, arguments already checked by the tool's schema. */
interface Handler {
  run(input: unknown, call: ToolCallContext): Promise<unknown>;
}

/** Serves the role's request tools for which there is a handler. */
export async function serveTools(
  link: Link,
  handlers: ToolHandlers,
  options: ServeOptions,
): Promise<Closable> {
  const { role, version, tenants, log, drainMs } = options;
  const stopping = new AbortController();
  const served = contractsOf(handlers, role);
  const transport = new NatsServerTransport(link, { role, tenants, log, maxInFlight: 256 });
  const factory = (): McpServer => {
    const server = new McpServer(
      { name: role, version },
      { capabilities: { tools: {} }, supportedProtocolVersions: [protocolVersion] },
    );
    for (const [contract, handler] of served) register(server, contract, handler, stopping.signal, log);
    return server;
  };
  const onerror = (error: Error): void => log.warn({ err: error }, `mcp server: ${error.message}`);
  const handle = serveStdio(factory, { transport, legacy: 'reject', onerror });
  await link.connection.flush();
  return {
    async close() {
      const late = setTimeout(() => stopping.abort(new Error('the agent is shutting down')), drainMs());
      await Promise.race([transport.drain(), aborted(stopping.signal)]);
      clearTimeout(late);
      await handle.close();
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(resolve), { once: true }));

function contractsOf(handlers: ToolHandlers, role: string): [ToolContract, Handler][] {
  return Object.keys(handlers)
    .filter(isToolName)
    .flatMap((name): [ToolContract, Handler][] => {
      const contract: ToolContract = tools[name];
      const run: Handler['run'] | undefined = eraseInput(handlers, name);
      if (run === undefined || contract.server !== role || contract.delivery !== 'request') return [];
      return [[contract, { run }]];
    });
}

/** Handlers by name take each its own input; the tool's schema has checked it before. */
function eraseInput(
  handlers: { [name: string]: Handler['run'] | undefined },
  name: string,
): Handler['run'] | undefined {
  return handlers[name];
}

function register(
  server: McpServer,
  contract: ToolContract,
  handler: Handler,
  stopping: AbortSignal,
  log: Log,
): void {
  const { name, title, description, annotations, input, output } = contract;
  const config = { title, description, annotations, inputSchema: input, outputSchema: output };
  server.registerTool(
    name,
    config,
    async (args: unknown, context: ServerContext): Promise<CallToolResult> => {
      try {
        return success(contract, await handler.run(args, contextFrom(context, stopping)));
      } catch (error) {
        if (!context.mcpReq.signal.aborted) log.warn({ err: error, tool: name }, `${name} failed`);
        return failure(error);
      }
    },
  );
}
