import type { FeedEvent } from '@sremesh/contracts';
import { expect, test } from 'vitest';
import { EventRing } from '../../src/projection/event-ring.ts';
import { eventStream } from '../../src/projection/event-stream.ts';

const item = (sequence: number, padding = ''): FeedEvent => ({
  sequence,
  status: 'open',
  event: {
    id: `e${sequence}`,
    incident: 'inc-1',
    tenant: 'default',
    at: '2026-01-01T00:00:00.000Z',
    type: 'suppressed',
    payload: { reason: padding },
  },
});

const filled = (capacity: number, count: number, padding = ''): EventRing => {
  const ring = new EventRing(capacity);
  for (let sequence = 1; sequence <= count; sequence += 1) ring.push(item(sequence, padding));
  return ring;
};

const streamOf = (ring: EventRing, after: number | undefined, signal: AbortSignal) =>
  eventStream({ ring, after, tenants: ['default'], incident: undefined, signal });

/** What the stream says until it has nothing more to say, or ends. */
async function textOf(ring: EventRing, after: number | undefined): Promise<string> {
  const stop = new AbortController();
  const stream = streamOf(ring, after, stop.signal);
  const stopWhenQuiet = setTimeout(() => stop.abort(), 200);
  let text = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) text += chunk;
  clearTimeout(stopWhenQuiet);
  return text;
}

test('event stream - starts after the wanted sequence', async () => {
  const text = await textOf(filled(100, 5), 3);
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['4', '5']);
});

test('event stream - tells a reader that what it wants is no longer kept, then gives what is', async () => {
  const text = await textOf(filled(10, 20), 3);
  expect(text).toContain('event: reset\ndata: {"after":3}');
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 11),
  );
});

test('event stream - a reader that falls out of the ring is ended, and holds nothing meanwhile', async () => {
  const ring = filled(10, 1);
  const stop = new AbortController();
  const reader = streamOf(ring, 0, stop.signal).getReader();
  await reader.read();
  await reader.read();
  for (let sequence = 2; sequence <= 100; sequence += 1) ring.push(item(sequence));
  let messages = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    messages += [...new TextDecoder().decode(value).matchAll(/^id: /gm)].length;
  }
  expect(messages).toBeLessThanOrEqual(50);
});

test('event stream - ends when the gateway stops', async () => {
  const stop = new AbortController();
  const reader = streamOf(filled(10, 0), undefined, stop.signal).getReader();
  await reader.read();
  const next = reader.read();
  stop.abort();
  expect((await next).done).toBe(true);
});
