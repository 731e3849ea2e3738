import { Incident, pageOf, Problem } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { waitUntil } from '@sremesh/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIncident } from '../support/incidents.ts';
import { bodyOf, startGateway, type TestGateway } from '../support/start-gateway.ts';

const Page = pageOf(Incident);
let gateway: TestGateway;
let perception: Mesh;
let reasoning: Mesh;

beforeAll(async () => {
  gateway = await startGateway();
  perception = await gateway.as('perception');
  reasoning = await gateway.as('reasoning');
  for (const id of ['inc-1', 'inc-2', 'inc-3']) await openIncident(perception, id);
  await reasoning.emit('suppressed', { reason: 'harmless' }, { incident: 'inc-2', tenant: 'default' });
  await waitUntil(
    { what: 'the last event is folded', timeoutMs: 10_000 },
    async () => (await get('/inc-2')).status === 'suppressed',
  );
}, 30_000);
afterAll(() => gateway.close());

const get = async (path: string) => bodyOf(await gateway.fetch(`/api/v1/incidents${path}`, 'viewer'));
const list = async (query: string) => Page.parse(await get(query));

test('incidents - are listed newest first, as the fold of their events', async () => {
  const { items, nextCursor } = await list('');
  expect(items.map(({ id, status }) => [id, status])).toEqual([
    ['inc-3', 'open'],
    ['inc-2', 'suppressed'],
    ['inc-1', 'open'],
  ]);
  expect(nextCursor).toBeNull();
});

test('incidents - are paged by the cursor without gap or repetition', async () => {
  const first = await list('?limit=2');
  const second = await list(`?limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['inc-3', 'inc-2', 'inc-1']);
  expect(second.nextCursor).toBeNull();
});

test('incidents - are filtered by status', async () => {
  expect((await list('?status=open')).items.map(({ id }) => id)).toEqual(['inc-3', 'inc-1']);
  expect((await list('?status=suppressed,resolved')).items.map(({ id }) => id)).toEqual(['inc-2']);
});

test.each([
  ['?limit=0', 'limit'],
  ['?limit=many', 'limit'],
  ['?status=broken', 'status'],
  ['?cursor=x', 'cursor'],
])('incidents - %s is refused with a problem that names the field', async (query, field) => {
  const response = await gateway.fetch(`/api/v1/incidents${query}`, 'viewer');
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = Problem.parse(await response.json());
  expect(problem.errors?.[0]?.field).toMatch(new RegExp(`^${field}`));
  expect(problem.remedy).toBeTruthy();
});

test('incidents - one that does not exist is a 404 with a remedy', async () => {
  const response = await gateway.fetch('/api/v1/incidents/inc-none', 'viewer');
  expect(response.status).toBe(404);
  expect(Problem.parse(await response.json()).detail).toContain('inc-none');
});

test('incidents - another tenant sees none of them, and not that they exist', async () => {
  const page = Page.parse(await (await gateway.fetch('/api/v1/incidents', 'stranger')).json());
  expect(page.items).toEqual([]);
  expect((await gateway.fetch('/api/v1/incidents/inc-1', 'stranger')).status).toBe(404);
  expect((await gateway.fetch('/api/v1/incidents?tenant=default', 'stranger')).status).toBe(403);
});
