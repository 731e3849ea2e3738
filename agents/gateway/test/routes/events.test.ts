import { FeedEvent } from '@sremesh/contracts';
import type { Mesh } from '@sremesh/mesh';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIncident } from '../support/incidents.ts';
import { bodyOf, startGateway, type TestGateway } from '../support/start-gateway.ts';

let gateway: TestGateway;
let perception: Mesh;
let reasoning: Mesh;

beforeAll(async () => {
  gateway = await startGateway();
  perception = await gateway.as('perception');
  reasoning = await gateway.as('reasoning');
}, 30_000);
afterAll(() => gateway.close());

/** Opens the feed; resolves once it is open. */
async function open(headers: Record<string, string>, query = '') {
  const leave = new AbortController();
  const response = await gateway.fetch(`/api/v1/events${query}`, 'viewer', {
    headers,
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(8000)]),
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader?.read())?.value ?? '';
  return {
    /** The next `count` messages; then it leaves. */
    async read(count: number): Promise<FeedEvent[]> {
      const dataLines = () => [...text.matchAll(/^id: \d+\ndata: (.*)\n\n/gm)].map(([, data]) => data ?? '');
      while (dataLines().length < count) text += (await reader?.read())?.value ?? '';
      leave.abort();
      return dataLines().map((data) => FeedEvent.parse(JSON.parse(data)));
    },
  };
}

const read = async (count: number, headers: Record<string, string>, query = '') =>
  (await open(headers, query)).read(count);

test('events - arrive live, with the status of the folded incident', async () => {
  const feed = await open({});
  await openIncident(perception, 'inc-live');
  await reasoning.emit('diagnosing', {}, { incident: 'inc-live', tenant: 'default' });
  const items = await feed.read(2);
  expect(items.map(({ event, status }) => [event.type, status])).toEqual([
    ['opened', 'open'],
    ['diagnosing', 'diagnosing'],
  ]);
});

test('events - resume after Last-Event-ID without gap or repetition', async () => {
  await openIncident(perception, 'inc-resume');
  await reasoning.emit('diagnosing', {}, { incident: 'inc-resume', tenant: 'default' });
  await reasoning.emit('escalated', { reason: 'because' }, { incident: 'inc-resume', tenant: 'default' });
  const query = '?incident=inc-resume';
  const all = await read(3, { 'last-event-id': '0' }, query);
  expect(all.map(({ status }) => status)).toEqual(['open', 'diagnosing', 'escalated']);
  const rest = await read(2, { 'last-event-id': String(all[0]?.sequence) }, query);
  expect(rest).toEqual(all.slice(1));
});

test('events - a Last-Event-ID that is no sequence is refused', async () => {
  const response = await gateway.fetch('/api/v1/events', 'viewer', { headers: { 'last-event-id': 'x' } });
  expect(response.status).toBe(400);
  expect((await bodyOf(response))['detail']).toContain('Last-Event-ID');
});

test('events - those of a tenant are not sent to another', async () => {
  await openIncident(perception, 'inc-private');
  const leave = AbortSignal.timeout(700);
  const response = await gateway.fetch('/api/v1/events', 'stranger', {
    headers: { 'last-event-id': '0' },
    signal: leave,
  });
  let text = '';
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  } catch {
    // The time is over.
  }
  expect(text).toBe(': sremesh events\n\n');
});
