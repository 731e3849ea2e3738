import { createMcpHandler, McpServer, type McpHttpHandler } from '@modelcontextprotocol/server';
import { version } from '@sremesh/agent';
import { Principal, tools, type ToolArgs, type ToolContract, type ToolName } from '@sremesh/contracts';
import { mayBe, type Caller } from '../http/authenticate.ts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';
import { createDecisionTool } from './decide-approval.ts';
import { failed } from './failed.ts';
import { readToolsOf } from './tools.ts';

type Parts = Pick<GatewayParts, 'mesh' | 'tenant' | 'log'>;

/**
 * MCP over Streamable HTTP for outside clients, of the present revision and of the older era. Every call is forwarded
 * on the mesh as the principal that the gateway authenticated.
 */
export function createMcp(parts: Parts): (request: Request, caller: Caller) => Promise<Response> {
  const decisions = createDecisionTool(parts);
  const handler: McpHttpHandler = createMcpHandler(
    ({ authInfo, era }) => {
      const caller: Caller = {
        principal: Principal.parse(authInfo?.extra?.principal),
        token: authInfo?.token ?? '',
      };
      const mayDecide = mayBe(caller.principal, 'approver');
      const server = new McpServer(
        { name: 'sremesh', title: 'SRE Mesh', version },
        mayDecide ? { requestState: { verify: decisions.verify } } : {},
      );
      for (const name of readToolsOf(caller.principal)) register(server, name, parts, caller.principal);
      if (mayDecide) decisions.register(server, caller, era);
      return server;
    },
    {
      legacy: 'stateless',
      maxRequestBodySize: 1024 * 1024,
      onerror: (error) => parts.log.debug({ err: error }, 'MCP request refused'),
    },
  );
  return (request, { principal, token }) =>
    handler.fetch(request, {
      authInfo: { token, clientId: principal.name, scopes: [principal.role], extra: { principal } },
    });
}

function register(server: McpServer, name: ToolName, { mesh, tenant }: Parts, principal: Principal): void {
  const { title, description, annotations, input, output }: ToolContract = tools[name];
  server.registerTool(
    name,
    { title, description, annotations, inputSchema: input, outputSchema: output },
    async (args, { mcpReq }) => {
      try {
        const checked: ToolArgs<ToolName> = tools[name].input.parse(args);
        const result = await mesh.call(name, checked, contextFor(principal, tenant), {
          signal: mcpReq.signal,
        });
        return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
      } catch (error) {
        return failed(error);
      }
    },
  );
}
