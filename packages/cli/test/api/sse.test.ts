import { expect, test } from 'vitest';
import { sseMessages } from '../../src/api/sse.ts';

const bytes = (chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

async function messages(chunks: string[]) {
  const all = [];
  for await (const message of sseMessages(bytes(chunks))) all.push(message);
  return all;
}

test('sse - takes messages apart however the bytes come', async () => {
  const text =
    ': hello\n\nid: 1\ndata: {"a":1}\n\nevent: reset\ndata: x\ndata: y\n\n: alive\n\ndata: cut off';
  const expected = [
    { event: 'message', data: '{"a":1}' },
    { event: 'reset', data: 'x\ny' },
  ];
  expect(await messages([text])).toEqual(expected);
  expect(await messages(text.split(''))).toEqual(expected);
});

test('sse - a message without end is refused', async () => {
  const chunk = `data: ${'x'.repeat(1_000_000)}`;
  await expect(messages(Array.from({ length: 6 }, () => chunk))).rejects.toThrow('too large');
});
