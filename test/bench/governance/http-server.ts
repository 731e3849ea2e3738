/**
 * The baseline: the official SDK's Streamable HTTP server of the same MCP revision, with one tool of ours and no governance,
 * as a process of its own. Prints its port.
 */
import { serve } from '@hono/node-server';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { tools } from '@sremesh/contracts';
import { answer } from './answer.ts';

const { name, description, input, output } = tools.recall_lessons;

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'baseline', version: '1.0.0' });
  server.registerTool(name, { description, inputSchema: input, outputSchema: output }, () => ({
    content: [],
    structuredContent: answer,
  }));
  return server;
});
serve({ fetch: (request) => handler.fetch(request), port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(port),
);
process.once('SIGTERM', () => process.exit(0));
