import { createMcpHandler, McpServer, type McpHttpHandler } from '@modelcontextprotocol/server';
import { version } from '@sremesh/agent';
import {
  errorMessage,
  MeshError,
  Principal,
  tools,
  type ToolArgs,
  type ToolContract,
  type ToolName,
} from '@sremesh/contracts';
import { contextFor } from '../mesh-call.ts';
import type { GatewayParts } from '../parts.ts';
import { readTools } from './tools.ts';

type Parts = Pick<GatewayParts, 'mesh' | 'tenant' | 'log'>;

/**
 * MCP over Streamable HTTP for outside clients, of the present revision and of the older era. Every call is forwarded
 * on the mesh as the principal that the gateway authenticated.
 */
export function createMcp(parts: Parts): (request: Request, principal: Principal) => Promise<Response> {
  const handler: McpHttpHandler = createMcpHandler(
    ({ authInfo }) => serverFor(parts, Principal.parse(authInfo?.extra?.principal)),
    {
      legacy: 'stateless',
      maxRequestBodySize: 1024 * 1024,
      onerror: (error) => parts.log.debug({ err: error }, 'MCP request refused'),
    },
  );
  return (request, principal) =>
    handler.fetch(request, {
      authInfo: { token: '', clientId: principal.name, scopes: [principal.role], extra: { principal } },
    });
}

function serverFor(parts: Parts, principal: Principal): McpServer {
  const server = new McpServer({ name: 'sremesh', title: 'SRE Mesh', version });
  for (const name of readTools) register(server, name, parts, principal);
  return server;
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
        const remedy = error instanceof MeshError && error.remedy !== undefined ? `. ${error.remedy}` : '';
        return { isError: true, content: [{ type: 'text', text: `${errorMessage(error)}${remedy}` }] };
      }
    },
  );
}
