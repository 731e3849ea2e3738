import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { askJson, getJson } from '../../src/http/json.ts';
import { serviceAt } from '../../src/http/service.ts';

/** The address of a web server that answers so, until the test ends. */
async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const service = (address: string) =>
  serviceAt('the registry', 'SCHEMA_REGISTRY_URL', `http://${address}/`, 'Use its own address.');

describe('json', () => {
  test('json - credentials in the address are sent, and never shown', async () => {
    let sent: string | undefined;
    const host = await serving(({ headers }, response) => {
      sent = headers.authorization;
      response.writeHead(401).end('no entry');
    });
    const asked = askJson(service(`ada:p%40ss@${host}`), { path: '/subjects' });
    await expect(asked).rejects.toMatchObject({
      code: 'MESH_KAFKA_REFUSED',
      message: `the registry at http://${host} (SCHEMA_REGISTRY_URL) refused the request (401): no entry`,
      remedy: expect.stringContaining('SCHEMA_REGISTRY_URL'),
    });
    expect(sent).toBe(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
  });

  test.each([
    ['another server says, which is no JSON', 200, '<html>hello</html>', 'MESH_TOOL_FAILED'],
    ['another server does not know, in HTML', 404, '<html>no</html>', 'MESH_TOOL_FAILED'],
    ['another server does not know', 404, '{"message":"no such path"}', 'MESH_TOOL_FAILED'],
    ['has another shape', 200, '{"version":"4.3.1"}', 'MESH_TOOL_FAILED'],
    ['fails', 503, 'starting', 'MESH_KAFKA_UNREACHABLE'],
    ['is rebalancing', 409, '{"message":"rebalance in progress"}', 'MESH_KAFKA_UNREACHABLE'],
    ['redirects', 302, '', 'MESH_KAFKA_UNREACHABLE'],
  ])('json - an answer that %s is an error with the address', async (_, status, body, code) => {
    const host = await serving((__, response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body),
    );
    await expect(getJson(service(host), '/subjects', z.array(z.string()))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`http://${host}`),
    });
  });

  test('json - an answer without end is cut off', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    const host = await serving((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    });
    await expect(askJson(service(host), { path: '/subjects' })).rejects.toMatchObject({
      code: 'MESH_TOOL_FAILED',
      message: expect.stringContaining('longer than'),
    });
  });

  test('json - silence ends, and so does an address where nobody listens', async () => {
    const host = await serving(() => undefined);
    const unreachable = {
      code: 'MESH_KAFKA_UNREACHABLE',
      remedy: expect.stringContaining('SCHEMA_REGISTRY_URL'),
    };
    await expect(askJson(service(host), { path: '/', timeoutMs: 100 })).rejects.toMatchObject(unreachable);
    await expect(askJson(service('127.0.0.1:1'), { path: '/' })).rejects.toMatchObject(unreachable);
  });

  test('json - an address that is none names its variable', () => {
    expect(() => serviceAt('Kafka Connect', 'KAFKA_CONNECT_URL', 'connect:8083', 'hint')).toThrow(
      'KAFKA_CONNECT_URL: not an http(s) address',
    );
  });
});
