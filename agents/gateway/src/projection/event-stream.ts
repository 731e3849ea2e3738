import type { FeedEvent } from '@sremesh/contracts';
import type { EventRing } from './event-ring.ts';

const heartbeatMs = 10_000;
const batch = 50;

/**
 * One reader of the ring as Server-Sent Events. It is pulled by its client, so a client that does not read holds no
 * more than one batch; one that falls out of the ring is ended and can resume by the id it had.
 */
export function eventStream(options: {
  ring: EventRing;
  /** Left out: from now on. */
  after: number | undefined;
  tenants: readonly string[];
  incident: string | undefined;
  signal: AbortSignal;
}): ReadableStream<Uint8Array> {
  const { ring, tenants, incident } = options;
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  const encoder = new TextEncoder();
  const wanted = ({ event }: FeedEvent): boolean =>
    tenants.includes(event.tenant) && (incident === undefined || incident === event.incident);
  let cursor = options.after ?? ring.last;

  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        controller.enqueue(encoder.encode(': sremesh events\n\n'));
        if (ring.holds(cursor)) return;
        controller.enqueue(encoder.encode(`event: reset\ndata: {"after":${cursor}}\n\n`));
        cursor = ring.oldest;
      },
      pull: async (controller) => {
        while (!signal.aborted) {
          if (!ring.holds(cursor)) break;
          const items = ring.after(cursor, batch);
          cursor = items.at(-1)?.sequence ?? cursor;
          const text = items.filter(wanted).map(messageOf).join('');
          if (text !== '') return controller.enqueue(encoder.encode(text));
          if (items.length > 0) continue;
          await ring.changed(heartbeatMs, signal);
          if (ring.last <= cursor && !signal.aborted)
            return controller.enqueue(encoder.encode(': alive\n\n'));
        }
        controller.close();
      },
      cancel: () => gone.abort(),
    },
    { highWaterMark: 1 },
  );
}

const messageOf = (item: FeedEvent): string => `id: ${item.sequence}\ndata: ${JSON.stringify(item)}\n\n`;
