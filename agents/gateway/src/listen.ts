import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { errorMessage, MeshError } from '@sremesh/contracts';

/** A connection over which nothing moved for this long is cut: a client that stopped reading, too. */
const idleSocketMs = 45_000;

/** Listens; throws MESH_CONFIG_INVALID where it cannot. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createAdaptorServer({
    fetch,
    serverOptions: { requestTimeout: 30_000, headersTimeout: 10_000 },
  });
  if (!(server instanceof Server)) throw new TypeError('not an HTTP/1 server');
  server.setTimeout(idleSocketMs);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new MeshError(
      'MESH_CONFIG_INVALID',
      `SREMESH_HOST, SREMESH_PORT: cannot listen on ${host}:${port} (${errorMessage(cause)})`,
      { cause, remedy: 'Stop what listens there, or set SREMESH_PORT to another port; 0 picks a free one.' },
    );
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: async () => {
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
      await once(server, 'close');
    },
  };
}
