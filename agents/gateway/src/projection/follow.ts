import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentContext } from '@sremesh/agent';
import type { Mesh, SequencedEvent } from '@sremesh/mesh';

const maxPauseMs = 5000;

/**
 * Reads the event log from its start, then stays on it until `signal` aborts. An interruption is retried for ever,
 * after the last event taken, with growing pauses. `onCaughtUp` is told once, at the end of what the log held at first.
 */
export async function followEvents(options: {
  mesh: Pick<Mesh, 'events'>;
  signal: AbortSignal;
  log: Pick<AgentContext<unknown>['log'], 'warn'>;
  take: (event: SequencedEvent) => void;
  onCaughtUp: () => void;
}): Promise<void> {
  const { mesh, signal, log, take } = options;
  let last = 0;
  let caughtUp = false;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of mesh.events({ signal, afterSequence: last, follow: caughtUp })) {
        take(event);
        last = event.sequence;
        failures = 0;
      }
      if (!caughtUp && !signal.aborted) {
        caughtUp = true;
        options.onCaughtUp();
        continue;
      }
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, after: last }, 'the event log was interrupted; reading on');
    }
    failures += 1;
    await pause(failures, signal);
  }
}

const pause = (failures: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.min(maxPauseMs, 100 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random() / 2), undefined, {
    signal,
  }).catch(() => undefined);
