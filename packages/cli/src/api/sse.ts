/** A message of a `text/event-stream` (HTML Living Standard, 9.2). */
export interface SseMessage {
  event: string;
  data: string;
}

const maxMessageChars = 4_000_000;

/** Takes a stream of bytes apart into its messages; comments are passed over. Throws where one is larger than 4 MB. */
export async function* sseMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<SseMessage> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    if (rest.length > maxMessageChars) throw new RangeError('a message of the event stream is too large');
    for (const block of blocks) {
      const message = messageOf(block);
      if (message.data !== '') yield message;
    }
  }
}

function messageOf(block: string): SseMessage {
  const message = { event: 'message', data: '' };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') message.event = value ?? '';
    if (field === 'data') message.data += (message.data === '' ? '' : '\n') + value;
  }
  return message;
}
