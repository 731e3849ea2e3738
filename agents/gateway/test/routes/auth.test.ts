import { request } from 'node:http';
import { Problem } from '@sremesh/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, startGateway, type TestGateway, type Who } from '../support/start-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
}, 30_000);
afterAll(() => gateway.close());

const reads = ['/api/v1/incidents', '/api/v1/agents', '/api/v1/openapi.json', '/metrics'];
const readers: [Who, number][] = [
  ['viewer', 200],
  ['operator', 200],
  ['approver', 200],
  ['admin', 200],
  ['ingest', 403],
];

test.each(reads.flatMap((path) => readers.map(([who, status]) => [path, who, status] as const)))(
  'auth - GET %s as %s answers %i',
  async (path, who, status) => {
    expect((await gateway.fetch(path, who)).status).toBe(status);
  },
);

test.each([...reads, '/api/v1/events', '/api/v1/approvals', '/mcp'])(
  'auth - GET %s without a token answers 401 and says how to send one',
  async (path) => {
    const response = await gateway.fetch(path);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(Problem.parse(await response.json()).remedy).toContain('Authorization: Bearer');
  },
);

test('auth - a token that is not known answers 401', async () => {
  const response = await fetch(`${gateway.url}/api/v1/agents`, {
    headers: { authorization: 'Bearer nonsense' },
  });
  expect(response.status).toBe(401);
});

test.each(['/health', '/ready'])('auth - %s needs no token', async (path) => {
  expect((await gateway.fetch(path)).status).toBe(200);
});

test.each<[Who, number]>([
  ['viewer', 403],
  ['operator', 403],
  ['ingest', 403],
  ['stranger', 403],
])('auth - POST of a decision as %s answers %i', async (who, status) => {
  const body = JSON.stringify({ decision: 'approve', digest: 'sha256:0', reason: '' });
  expect((await gateway.fetch('/api/v1/approvals/a-1', who, { method: 'POST', body })).status).toBe(status);
});

/** fetch sets Host itself. */
const statusFor = (headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const authorization = `Bearer ${gateway.tokens.viewer}`;
    request(`${gateway.url}/api/v1/agents`, { headers: { authorization, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('auth - a Host that is not ours is refused, whatever the token', async () => {
  expect(await statusFor({ host: 'evil.example' })).toBe(403);
  expect(await statusFor({ host: 'localhost' })).toBe(200);
});

test('auth - an Origin of another site is refused, our own is not', async () => {
  expect(await statusFor({ origin: 'https://evil.example' })).toBe(403);
  expect(await statusFor({ origin: 'null' })).toBe(403);
  expect(await statusFor({ origin: gateway.url })).toBe(200);
});

test('auth - a body over the limit is refused', async () => {
  const body = 'x'.repeat(1_100_000);
  const response = await gateway.fetch('/api/v1/approvals/a-1', 'approver', { method: 'POST', body });
  expect(response.status).toBe(413);
});

test('auth - the description of the API names every operation and how to authenticate', async () => {
  const document = await bodyOf(await gateway.fetch('/api/v1/openapi.json', 'viewer'));
  expect(Object.keys(document['paths'] ?? {})).toEqual([
    '/api/v1/incidents',
    '/api/v1/incidents/{id}',
    '/api/v1/approvals',
    '/api/v1/approvals/{id}',
    '/api/v1/challenges',
    '/api/v1/freeze',
    '/api/v1/agents',
    '/api/v1/agents/{instance}/restrict',
    '/api/v1/audit',
    '/api/v1/events',
    '/api/v1/openapi.json',
  ]);
  expect(document).toMatchObject({ components: { securitySchemes: { bearer: { scheme: 'bearer' } } } });
  expect(JSON.stringify(document)).not.toContain('$ref');
});

test('auth - an unknown path is a problem too', async () => {
  const response = await gateway.fetch('/api/v2', 'viewer');
  expect(response.status).toBe(404);
  expect(Problem.parse(await response.json()).remedy).toContain('openapi.json');
});
