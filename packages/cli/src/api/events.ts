import { setTimeout as sleep } from 'node:timers/promises';
import { FeedEvent } from '@sremesh/contracts';
import { CliError } from '../cli-error.ts';
import type { ApiClient } from './client.ts';
import { sseMessages } from './sse.ts';

const maxPauseMs = 2000;

/**
 * What happens on the mesh, after a sequence (0: from the oldest that is kept) until `signal` aborts. An interruption,
 * for instance a gateway that is started again, is bridged: the stream resumes after the last event.
 */
export async function* followFeed(
  api: ApiClient,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  let last = after;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const response = await api.open('/api/v1/events', { 'last-event-id': String(last) }, signal);
      if (response.body === null) throw new TypeError('no body');
      for await (const { event, data } of sseMessages(response.body)) {
        failures = 0;
        if (event !== 'message') continue;
        const item = FeedEvent.parse(JSON.parse(data));
        last = item.sequence;
        yield item;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isInterruption(error)) throw error;
    }
    failures += 1;
    const pauseMs = Math.min(maxPauseMs, 100 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** The gateway was not reached, or went away in mid-stream; what it sent and we do not understand is none. */
const isInterruption = (error: unknown): boolean => error instanceof CliError || error instanceof TypeError;
