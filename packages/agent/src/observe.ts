import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Registry } from 'prom-client';

/** The agent's own small listener for a scraper and a prober: `/health`, `/ready`, `/metrics`. */
export async function observe(options: {
  host: string;
  port: number;
  metrics: Registry;
  notReady: () => string | null;
}): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    if (request.url === '/health') return answer(200, 'text/plain', 'ok\n');
    if (request.url === '/ready') {
      const reason = options.notReady();
      return answer(reason === null ? 200 : 503, 'text/plain', `${reason ?? 'ready'}\n`);
    }
    if (request.url === '/metrics') {
      options.metrics.metrics().then(
        (text) => answer(200, options.metrics.contentType, text),
        () => answer(500, 'text/plain', 'metrics failed\n'),
      );
      return undefined;
    }
    return answer(404, 'text/plain', 'not found\n');
  });
  server.requestTimeout = 5000;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
