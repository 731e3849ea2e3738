/**
 * The other baseline: the line of the official SDK that most clients use today, of an older revision of MCP. Prints its port.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { tools } from '@sremesh/contracts';
import { answer } from './answer.ts';

const { name, description, input, output } = tools.recall_lessons;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = new McpServer({ name: 'baseline', version: '1.0.0' });
  server.registerTool(name, { description, inputSchema: input.shape, outputSchema: output.shape }, () => ({
    content: [{ type: 'text', text: JSON.stringify(answer) }],
    structuredContent: answer,
  }));
  // Stateless, as its documentation shows it: a server and a transport per request.
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on('close', () => void transport.close().then(() => server.close()));
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

const http = createServer((request, response) => void serve(request, response));
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  console.log(typeof address === 'object' ? address?.port : address);
});
process.once('SIGTERM', () => process.exit(0));
